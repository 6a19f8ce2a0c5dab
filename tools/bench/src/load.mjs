// Load from a process of its own: autocannon with the options given as JSON; prints its result as JSON.
import autocannon from 'autocannon';

const options = JSON.parse(process.argv[2] ?? '{}');
const result = await autocannon({ ...options, setupClient: undefined });
process.stdout.write(`${JSON.stringify(result)}\n`);
