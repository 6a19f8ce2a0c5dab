import * as z from 'zod';
import { choice, flag, headers, list, secrets, structure, webAddress, wholeNumber } from './form.js';
import { longestTimerMs } from './limits.js';
import { customModelsSchema } from './model-schema.js';
import { describeGroup, section } from './section.js';
import { optionalSetting, requiredSetting, setting, type Variable } from './setting.js';
import { modelTimeoutsSchema, timeoutsSchema } from './timeouts-schema.js';

const one = (name: string): Variable => ({ name, oneItem: true });

// Moonshot's docs, litellm and the AI SDK say MOONSHOT_API_KEY, kimi-cli says KIMI_API_KEY (seen 2026-11).
const kimiKeys = [one('KIMI_API_KEY'), one('MOONSHOT_API_KEY'), one('MOONSHOTAI_API_KEY'), 'KIMI_API_KEYS'];
const kimiUrls = ['KIMI_API_URL', 'KIMI_BASE_URL', 'MOONSHOT_API_URL', 'MOONSHOT_API_BASE'];
// Z.ai's SDK says ZAI_API_KEY, the older zhipuai SDK ZHIPUAI_API_KEY, models.dev ZHIPU_API_KEY (seen 2026-11).
const glmKeys = [
  one('GLM_API_KEY'),
  one('ZAI_API_KEY'),
  one('ZHIPUAI_API_KEY'),
  one('ZHIPU_API_KEY'),
  one('BIGMODEL_API_KEY'),
  'GLM_API_KEYS',
];
const glmUrls = ['GLM_API_URL', 'GLM_BASE_URL', 'ZAI_BASE_URL', 'ZHIPUAI_API_URL', 'ZHIPUAI_BASE_URL'];
const customModelName: Variable = { name: 'CUSTOM_MODEL_NAME', read: (text) => [{ id: text }] };

/** All platforms of Kimi and GLM; which of them a vendor has is checked with its type. */
const endpointNames = ['international', 'china', 'coding', 'coding-china'] as const;

/** Where the requests go, with what, and which models are there. */
function endpointSettings() {
  return {
    type: requiredSetting(choice(['kimi', 'glm', 'openai-compatible']), {
      description: 'What kind of endpoint it is. Given by the name for `kimi` and `glm`, needed for others.',
      defaultText: 'the name, for `kimi` and `glm`',
    }),
    enabled: setting(flag(), true, {
      description: 'Off: known but never called.',
      env: ['ENABLE_<ID>'],
    }),
    protocol: setting(choice(['openai', 'anthropic']), 'openai', {
      description:
        'Whose API is spoken with it. `anthropic` (Kimi and GLM) uses the Anthropic Messages endpoint of the vendor; ' +
        'what clients speak has nothing to do with it.',
      env: ['<ID>_PROTOCOL'],
    }),
    endpoint: optionalSetting(choice(endpointNames), {
      description:
        'Which platform of the vendor: it decides the address, in either protocol, and the catalogue. `coding` is the ' +
        'coding plan, `coding-china` that of GLM in China.',
      env: ['<ID>_ENDPOINT'],
      defaultText: 'the one that `baseUrl` belongs to, else `international`',
    }),
    baseUrl: optionalSetting(webAddress(), {
      description:
        'Where requests go, up to and including the version (`…/v1`); for `anthropic` without it. Stronger than ' +
        '`endpoint`. Keys belong to one host.',
      env: ['<ID>_API_URL', '<ID>_BASE_URL'],
      envOf: { kimi: kimiUrls, glm: glmUrls },
      defaultText: 'the address of `endpoint` for `protocol`; needed for `openai-compatible`',
    }),
    apiKeys: setting(secrets('keys'), [], {
      description: 'Keys, rotated when there are several. A local box needs none.',
      env: [one('<ID>_API_KEY'), '<ID>_API_KEYS'],
      envOf: { kimi: kimiKeys, glm: glmKeys },
    }),
    auth: setting(choice(['bearer', 'jwt']), 'bearer', {
      description: 'How the key is shown. `jwt` (GLM only) signs short-lived tokens with it.',
    }),
    headers: setting(
      headers(),
      {},
      {
        description: 'Headers sent with every request. Their values are treated as secrets.',
      },
    ),
  };
}

/** Which models of it are used, at what price, and how hard. */
function usageSettings() {
  return {
    allowedModels: optionalSetting(list('model names'), {
      description: 'Models that may be used. An empty list in a file allows none.',
      env: ['<ID>_ALLOWED_MODELS'],
      defaultText: 'all',
    }),
    preferredModels: setting(list('model names'), [], {
      description: 'Models that come first, in this order.',
      env: ['<ID>_PREFERRED_MODELS'],
    }),
    models: setting(structure(customModelsSchema(), 'a list of models, each with at least an id'), [], {
      description:
        'Models that you describe: `id`, `aliases`, `contextWindow`, `maxOutputTokens`, `capabilities`, `price`, ' +
        '`free`, `rating`. For `kimi` and `glm` beside the built-in ones.',
      envOf: { custom: [customModelName] },
      defaultText:
        'for `openai-compatible`: the allowed and preferred models, by name; `llama3.2` for `custom`; otherwise none',
    }),
    free: optionalSetting(flag(), {
      description: 'Everything here costs nothing, as on a machine of your own.',
      defaultText: 'the models say',
    }),
    timeouts: timeoutsSchema('Timeouts of one attempt here, stronger than the common ones.', {
      withVariables: false,
    }),
    modelTimeouts: setting(
      structure(modelTimeoutsSchema(), 'an object of model names, each with timeouts'),
      {},
      { description: 'Timeouts of single models here, by id or alias, stronger than `timeouts`.' },
    ),
    limits: section('How much may go on at once.', {
      maxConcurrent: optionalSetting(wholeNumber({ min: 1, max: 1_000_000 }), {
        description: 'Attempts in flight at once. Without a limit, more than 256 wait for a connection.',
        defaultText: 'no limit',
      }),
      maxConcurrentPerKey: optionalSetting(wholeNumber({ min: 1, max: 1_000_000 }), {
        description: 'Attempts in flight at once with one key. Some plans allow a single one.',
        defaultText: 'no limit',
      }),
      adaptive: setting(flag(), false, {
        description:
          'Find the number in flight by what the vendor takes: less after an overload, more while all goes well, up to ' +
          '`maxConcurrent` (or 64).',
      }),
      maxQueued: setting(wholeNumber({ min: 0, max: 1_000_000 }), 64, {
        description: 'Attempts that may wait for a place under `maxConcurrent`.',
      }),
      queueTimeoutMs: setting(wholeNumber({ min: 0, max: longestTimerMs }), 10_000, {
        description: 'How long one waits for a place at most.',
        unit: 'ms',
      }),
    }),
  };
}

export function providerSchema() {
  return describeGroup(
    'One endpoint. `kimi` and `glm` always exist; others have the names you give them. In variables `<ID>` is the ' +
      'name in capitals, with `_` for `-`.',
    z.strictObject({ ...endpointSettings(), ...usageSettings() }),
  );
}
