export { compose } from './main/compose.js';
export type { ComposeOptions, Daemon } from './main/compose.js';
