export { isPlaceholder } from './is-placeholder.js';
export { RegError } from './reg-error.js';
export { Secret } from './secret.js';
