/** What needs the schema, and with it zod and the YAML reader: the half of the package that is loaded on demand. */
export { configJsonSchema } from './config-json-schema.js';
export { describeSettings } from './describe-settings.js';
export { explainConfig } from './explain-config.js';
export { loadConfig } from './load-config.js';
