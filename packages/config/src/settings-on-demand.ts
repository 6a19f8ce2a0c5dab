import type * as Settings from './settings.js';

/**
 * What Node gets for `#settings`: the same functions, which load the schema at the first call. A `require` of an ES
 * module is the one way to do that in a function that does not wait. Bundlers get settings.js itself (package.json).
 */
let loaded: typeof Settings | undefined;

function settings(): typeof Settings {
  const { createRequire } = process.getBuiltinModule('node:module');
  loaded ??= createRequire(import.meta.url)('./settings.js') as typeof Settings;
  return loaded;
}

export const configJsonSchema: typeof Settings.configJsonSchema = () => settings().configJsonSchema();
export const describeSettings: typeof Settings.describeSettings = () => settings().describeSettings();
export const explainConfig: typeof Settings.explainConfig = (options) => settings().explainConfig(options);
export const loadConfig: typeof Settings.loadConfig = (options) => settings().loadConfig(options);
