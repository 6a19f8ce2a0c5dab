import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { ConfigInput } from './config-input.js';
import { builtInCategories } from './schema/built-in-categories.js';
import type { Variables } from './sources/variables-source.js';

/** Settings that hold when nobody says otherwise and that depend on more than the setting itself. */
export function builtInSettings(environment: Variables, layers: readonly Variables[]): ConfigInput {
  return {
    stateDir: defaultStateDir(environment),
    providers: { kimi: { type: 'kimi' }, glm: { type: 'glm' }, ...endpointsOfVariables(layers) },
    routing: {
      categories: builtInCategories,
    },
  };
}

/** The XDG base directory rule: a relative path there is to be ignored. */
function defaultStateDir(environment: Variables): string {
  const state = environment.get('XDG_STATE_HOME');
  if (state !== undefined && isAbsolute(state)) return join(state, 'reg');
  return join(environment.get('HOME') ?? homedir(), '.local', 'state', 'reg');
}

/** Endpoints that come to be by a variable alone, without a config file. */
function endpointsOfVariables(layers: readonly Variables[]): NonNullable<ConfigInput['providers']> {
  const isSet = (name: string) => layers.some((variables) => variables.get(name) !== undefined);
  return {
    ...(isSet('CUSTOM_API_URL') || isSet('CUSTOM_BASE_URL') ? { custom: { type: 'openai-compatible' } } : {}),
    ...(isSet('ENABLE_OPENROUTER')
      ? { openrouter: { type: 'openai-compatible', baseUrl: 'https://openrouter.ai/api/v1' } }
      : {}),
  };
}

/** The model of the endpoint `custom` when nothing names one. */
export const defaultCustomModel = 'llama3.2';
