import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildDaemon } from '../../workspace/src/build-daemon.mjs';
import { describeFigures, failuresOf } from './figures.js';
import { runSoak } from './run-soak.js';

const root = join(import.meta.dirname, '../../..');
const { values } = parseArgs({
  options: {
    minutes: { type: 'string' },
    seconds: { type: 'string' },
    rate: { type: 'string', default: '40' },
    seed: { type: 'string', default: 'reg' },
    out: { type: 'string' },
  },
});

const seconds =
  values.seconds === undefined
    ? positive('minutes', values.minutes ?? '1') * 60
    : positive('seconds', values.seconds);
const out = values.out === undefined ? join(root, 'node_modules/.cache/reg-soak.json') : resolve(values.out);
const figures = await runSoak({
  seconds,
  requestsPerSecond: positive('rate', values.rate),
  seed: values.seed,
  nodeArguments: [buildDaemon()],
  onProgress: (line) => {
    console.error(line);
  },
});
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, `${JSON.stringify(figures, undefined, 2)}\n`);
const failures = failuresOf(figures);
console.log(
  `${describeFigures(figures)}\n\n${failures.length === 0 ? 'ok' : failures.join('\n')}\nwritten to ${out}`,
);
process.exitCode = failures.length === 0 ? 0 : 1;

function positive(name: string, text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  console.error(`--${name} must be a number above 0, not ${text}.`);
  process.exit(2);
}
