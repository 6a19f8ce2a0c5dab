export { createReg } from './create-reg.js';
export type { RegProvider } from './create-reg.js';
export type { RegModelId } from './models/model-id.js';
export type { RegCallOptions } from './request/reg-call-options.js';
export { regMetadata } from './answer/reg-metadata.js';
export type { RegMetadata } from './answer/reg-metadata.js';
export type { RegErrorData } from './errors/reg-error-data.js';
