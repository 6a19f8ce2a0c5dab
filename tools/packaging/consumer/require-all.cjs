// Every package by require(), as from CommonJS: the same names, the same objects.
const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');

const promised = JSON.parse(readFileSync('promised-names.json', 'utf8'));
(async () => {
  for (const [entry, names] of Object.entries(promised)) {
    const required = require(entry);
    assert.deepEqual(
      Object.keys(required)
        .filter((name) => name !== '__esModule')
        .sort(),
      names,
      entry,
    );
    const imported = await import(entry);
    for (const name of names)
      assert.equal(required[name], imported[name], `${entry} ${name}: one copy for both`);
  }
})();
