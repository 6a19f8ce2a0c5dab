// Runs every example, or those named, as a reader would: on the built packages, one process each.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = import.meta.dirname;
const all = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'main.ts')));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`No example "${unknown.join('", "')}". There are: ${all.join(', ')}.`);
  process.exit(2);
}

let failed = 0;
for (const name of wanted.length > 0 ? wanted : all) {
  console.log(`\n--- ${name}`);
  const { status } = spawnSync(process.execPath, [join(folder, name, 'main.ts')], {
    stdio: 'inherit',
    timeout: 60_000,
  });
  if (status !== 0) failed += 1;
  console.log(status === 0 ? `ok ${name}` : `FAILED ${name} (exit code ${status})`);
}
process.exit(failed === 0 ? 0 : 1);
