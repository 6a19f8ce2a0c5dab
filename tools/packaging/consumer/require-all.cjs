// Every package by require(), as from CommonJS: the same names, the same objects.
const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');

const promised = JSON.parse(readFileSync('promised-names.json', 'utf8'));
(async () => {
  for (const [entry, names] of Object.entries(promised)) {
    const required = require(entry);
    const present = Object.keys(required).filter((name) => name !== '__esModule');
    assert.equal(`${entry}: ${present.sort().join()}`, `${entry}: ${names.join()}`);
    const imported = await import(entry);
    for (const name of names)
      assert.equal(required[name], imported[name], `${entry} ${name}: one copy for both`);
  }
})();
