import type { EffectiveConfig, ModelCostConfig } from './effective-config.js';
import type { Secret } from './secret.js';

type InputOf<T> = T extends Secret
  ? Secret | string
  : T extends ModelCostConfig
    ? T | number
    : T extends readonly (infer Item)[]
      ? readonly InputOf<Item>[]
      : T extends object
        ? { readonly [Key in keyof T]?: InputOf<T[Key]> | undefined }
        : T;

/**
 * Settings as they are written in a config file or given as an argument: the shape of {@link EffectiveConfig} with
 * everything optional, keys as text or as `Secret`, and a price as one number or an object.
 */
export type ConfigInput = InputOf<EffectiveConfig>;
