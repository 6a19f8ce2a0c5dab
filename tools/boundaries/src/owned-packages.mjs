/** External packages that belong to one workspace package, and why. */
const owners = {
  cockatiel: 'cockatiel stays inside packages/core: resilience has one home.',
  undici: 'undici stays inside packages/openai-compatible: there is one transport.',
};

/** @param {string[]} ownedHere */
const foreign = (ownedHere) => Object.entries(owners).filter(([name]) => !ownedHere.includes(name));

/**
 * Options of `no-restricted-imports` for a place that owns only the packages named.
 * @param {string[]} ownedHere
 */
export function restrictedImports(ownedHere) {
  return {
    paths: foreign(ownedHere).map(([name, message]) => ({ name, message })),
    patterns: foreign(ownedHere).map(([name, message]) => ({ group: [`${name}/*`], message })),
  };
}

/**
 * Selectors of `no-restricted-syntax` for the imports that `no-restricted-imports` does not see.
 * @param {string[]} ownedHere
 */
export function restrictedDynamicImports(ownedHere) {
  return foreign(ownedHere).flatMap(([name, message]) => [
    { selector: `ImportExpression[source.value=/^${name}(\\u002F|$)/]`, message },
    { selector: `CallExpression[callee.name='require'][arguments.0.value=/^${name}(\\u002F|$)/]`, message },
  ]);
}
