// Every package as an ES module: it loads, and has the names that it promises.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const promised = JSON.parse(readFileSync('promised-names.json', 'utf8'));
for (const [entry, names] of Object.entries(promised)) {
  const present = Object.keys(await import(entry)).sort();
  assert.equal(`${entry}: ${present.join()}`, `${entry}: ${names.join()}`);
}
