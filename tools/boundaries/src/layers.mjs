/**
 * Who may import whom, by the tags in each package.json under "nx". The order is the dependency direction of
 * docs/architecture.md: a layer sees those above it in this list, never those below.
 */
export const layers = [
  { sourceTag: 'type:config', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'type:core', onlyDependOnLibsWithTags: ['type:config'] },
  { sourceTag: 'type:selection', onlyDependOnLibsWithTags: ['type:core', 'type:config'] },
  { sourceTag: 'type:transport', onlyDependOnLibsWithTags: ['type:core', 'type:config'] },
  { sourceTag: 'type:provider', onlyDependOnLibsWithTags: ['type:transport', 'type:core', 'type:config'] },
  { sourceTag: 'type:testing', onlyDependOnLibsWithTags: ['type:core'] },
  {
    sourceTag: 'type:facade',
    onlyDependOnLibsWithTags: [
      'type:config',
      'type:core',
      'type:selection',
      'type:transport',
      'type:provider',
    ],
  },
  {
    sourceTag: 'type:adapter',
    onlyDependOnLibsWithTags: ['type:config', 'type:core', 'type:selection', 'type:facade'],
  },
  { sourceTag: 'type:app', notDependOnLibsWithTags: ['type:tool'] },
  { sourceTag: 'type:tool', onlyDependOnLibsWithTags: ['*'] },
  { sourceTag: 'scope:kimi', notDependOnLibsWithTags: ['scope:glm'] },
  { sourceTag: 'scope:glm', notDependOnLibsWithTags: ['scope:kimi'] },
];

/** The testkit stands on core, so the tests of these layers cannot use it. */
const layersBelowTheTestkit = ['type:config', 'type:core', 'type:testing', 'type:tool'];

/** The same layers for test files, which may also use the testkit. */
export const layersInTests = layers.map((layer) =>
  layer.onlyDependOnLibsWithTags && !layersBelowTheTestkit.includes(layer.sourceTag)
    ? { ...layer, onlyDependOnLibsWithTags: [...layer.onlyDependOnLibsWithTags, 'type:testing'] }
    : layer,
);
