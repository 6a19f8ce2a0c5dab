import { parseArgs } from 'node:util';
import { acceptMicro, checkMicro } from './check-micro.js';
import { measureCosts } from './measure-costs.js';
import { reportMicro } from './report-micro.js';
import { outputFile } from './output-file.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string' },
    /** Compares costs with what was accepted; `accept` accepts them as they are. */
    check: { type: 'boolean', default: false },
    accept: { type: 'boolean', default: false },
    /** Only measures them in this process, those that are named or all, and prints JSON. */
    costs: { type: 'boolean', default: false },
  },
});
if (values.costs) console.log(JSON.stringify(await measureCosts(positionals)));
else if (values.accept) acceptMicro();
else if (values.check) process.exitCode = checkMicro() ? 0 : 1;
else await reportMicro(outputFile(values.out, 'micro.json'));
