import type { CategoryName, GlmModelName, KimiModelName } from './catalogue-names.js';

/**
 * Every model name that reg knows without being told: ids and aliases of the catalogues, the same behind their
 * provider, and the routes by which reg chooses itself. Names of providers that an operator adds are not among them:
 * state them as the type argument of `createReg`, or use `reg.model(name)`.
 */
export type RegModelId =
  | 'auto'
  | `auto:${CategoryName}`
  | KimiModelName
  | GlmModelName
  | `kimi/${KimiModelName}`
  | `glm/${GlmModelName}`;
