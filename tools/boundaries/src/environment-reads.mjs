const message =
  'The environment is read in packages/config only: take settings as plain options, or ask loadConfig().';

/** The object is the global `process`, by its name or as `globalThis.process`. */
const processObjects = ["[object.name='process']", "[object.property.name='process']"];
const envProperties = [
  "[property.name='env']",
  "[property.value='env']",
  "[property.quasis.0.value.raw='env']",
];

/** An `env` taken out of `process` by a pattern, wherever the pattern stands. */
const envPattern = "ObjectPattern > Property:matches([key.name='env'], [key.value='env'])";
/** @param {string} side */
const fromProcess = (side) => `:matches([${side}.name='process'], [${side}.property.name='process'])`;

/** Selectors of `no-restricted-syntax` for every spelling of a read of the environment. */
export const environmentReads = [
  ...processObjects.flatMap((object) =>
    envProperties.map((property) => `MemberExpression${object}${property}`),
  ),
  `VariableDeclarator${fromProcess('init')} > ${envPattern}`,
  `AssignmentExpression${fromProcess('right')} > ${envPattern}`,
  `AssignmentPattern${fromProcess('right')} > ${envPattern}`,
  `Property[key.name='process'] > ${envPattern}`,
  // A second name for `process` would hide the reads above.
  `VariableDeclarator${fromProcess('init')} > Identifier.id`,
  'ImportDeclaration[source.value=/^(node:)?process$/]',
  'ExportNamedDeclaration[source.value=/^(node:)?process$/]',
  'ImportExpression[source.value=/^(node:)?process$/]',
  "CallExpression[callee.name='require'][arguments.0.value=/^(node:)?process$/]",
  "MemberExpression[object.name='process'][property.name='loadEnvFile']",
].map((selector) => ({ selector, message }));
