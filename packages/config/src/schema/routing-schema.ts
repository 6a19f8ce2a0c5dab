import * as z from 'zod';
import { choice, decimal, flag, list, providerNames, structure, text, wholeNumber } from './form.js';
import { longestTimerMs } from './limits.js';
import { modelMapForm, modelMapPresetsForm } from './model-map-schema.js';
import { modelCostSchema } from './model-schema.js';
import { builtInCategories } from './built-in-categories.js';
import { describeGroup, section } from './section.js';
import { optionalSetting, setting } from './setting.js';

function providerSettings() {
  return {
    defaultModel: setting(text('a model name, `provider/model`, `auto` or `auto:<category>`'), 'auto', {
      description: 'The model when a request names none.',
      env: ['DEFAULT_MODEL'],
    }),
    allowedProviders: optionalSetting(providerNames(), {
      description:
        'Providers that may be used. An empty list in a file allows none; an empty variable is unset.',
      env: ['ALLOWED_PROVIDERS'],
      defaultText: 'all',
    }),
    disabledProviders: setting(providerNames(), [], {
      description: 'Providers that may not be used, stronger than `allowedProviders`.',
      env: ['DISABLED_PROVIDERS'],
    }),
    providerPriority: setting(providerNames(), ['kimi', 'glm', 'custom'], {
      description: 'Providers, best first; the others follow.',
    }),
  };
}

function nameSettings() {
  return {
    modelMap: setting(modelMapForm(), [], {
      description:
        'What stands for model names that no provider serves, as clients with fixed names ask for them. Without ' +
        'regard to case; an exact name before a pattern, then the first that matches. A target is not mapped again.',
      env: ['REG_MODEL_MAP'],
    }),
    modelMapPresets: optionalSetting(modelMapPresetsForm(), {
      description:
        'Ready-made model maps for the names that these clients ask for by themselves, weaker than `modelMap`.',
      env: ['REG_MODEL_MAP_PRESETS'],
      defaultText: 'all in the daemon, none in process',
    }),
    listMappedModels: setting(flag(), false, {
      description:
        'List mapped names on `GET /v1/models` too, for clients that let people choose only what is listed.',
      env: ['REG_LIST_MAPPED_MODELS'],
    }),
  };
}

function costSettings() {
  return {
    freeTierPreference: setting(flag(), false, {
      description: 'Free models come first.',
      env: ['FREE_TIER_PREFERENCE_ENABLED'],
    }),
    freeModels: setting(list('model names'), [], {
      description: 'Models that count as free beside those known to be.',
      env: ['FREE_MODEL_LIST'],
    }),
    costAware: setting(flag(), false, {
      description: 'Cheaper models come first.',
      env: ['COST_AWARE_ROUTING_ENABLED'],
    }),
    modelCosts: setting(
      structure(
        z.record(z.string().trim().min(1).max(512), modelCostSchema()),
        'an object of model names, each with USD per million tokens: a number, or {input, output, cachedInput}',
      ),
      {},
      {
        description:
          'Prices by model name or `provider/model`, stronger than the built-in ones: one number for input and ' +
          'output alike, or `{input, output, cachedInput}`.',
        env: ['MODEL_COSTS_JSON'],
        unit: 'USD per million tokens',
      },
    ),
    maxCostPerRequestUsd: optionalSetting(decimal({ min: 0, max: 1_000_000 }), {
      description: 'What one request may cost at most, all attempts together. 0 is a limit too.',
      env: ['MAX_COST_PER_REQUEST'],
      unit: 'USD',
      defaultText: 'no limit',
    }),
    allowUnknownPrice: setting(flag(), false, {
      description: 'Use models of unknown price even under a cost limit.',
    }),
    assumedOutputTokens: setting(wholeNumber({ min: 1, max: 10_000_000 }), 1024, {
      description: 'Output assumed for a cost estimate when the request sets no limit.',
      unit: 'tokens',
    }),
  };
}

function callSettings() {
  return {
    maxAttempts: setting(wholeNumber({ min: 1, max: 1000 }), 6, {
      description: 'Attempts of one call on all targets together.',
    }),
    deadlineMs: setting(wholeNumber({ min: 1, max: longestTimerMs }), 600_000, {
      description: 'The end of one call: every attempt, wait and failover.',
      unit: 'ms',
    }),
    allowFallback: setting(flag(), false, {
      description: 'Let another model answer when the one asked for by name cannot.',
      env: ['FALLBACK_ON_FAILURE'],
    }),
    allowContentFilterFailover: setting(flag(), false, {
      description: "Let another vendor judge what one vendor's content filter refused.",
    }),
    onStreamBreak: setting(choice(['error', 'continue']), 'error', {
      description:
        'What happens to a streamed answer that breaks after its first part: it ends with an `error`, or a model that ' +
        'can do that goes on where it broke (`continue`). JSON, tool calls and reasoning are never continued.',
    }),
    hedge: setting(flag(), false, {
      description:
        'Make a second attempt beside a slow first one; the first answer wins, both are paid. Never with tools or ' +
        'under a cost limit.',
    }),
    hedgeAfterMs: optionalSetting(wholeNumber({ min: 0, max: longestTimerMs }), {
      description: 'How long the first attempt has for itself under `hedge`.',
      unit: 'ms',
      defaultText: "the 95th percentile of the target's own latency",
    }),
  };
}

function categorySettings() {
  const weight = (of: string) =>
    setting(decimal({ min: 0, max: 1_000_000 }), 1, {
      description: `How much ${of} counts. Only the ratios of the weights matter.`,
    });
  const category = describeGroup(
    'One kind of request: built in, changed or your own.',
    z.strictObject({
      weights: section(
        `What counts, and how much. Built in, as capability, price, speed: ${builtInWeights()}.`,
        {
          capability: weight('capability'),
          price: weight('a low price'),
          speed: weight('speed'),
        },
      ),
      chain: setting(list('model names or `provider/model`'), [], {
        description: 'Models that come first, in this order.',
      }),
    }),
  );
  const name = z.string().regex(/^[a-z][a-z0-9_-]{0,62}$/);
  return {
    defaultCategory: setting(text('the name of a category'), 'balanced', {
      description: 'The category of a request that names none.',
    }),
    categories: z.record(name, category).default({}),
  };
}

function builtInWeights(): string {
  return Object.entries(builtInCategories)
    .map(
      ([name, { weights }]) => `\`${name}\` ${[weights.capability, weights.price, weights.speed].join(', ')}`,
    )
    .join('; ');
}

export function routingSchema() {
  return section('How a model is chosen.', {
    ...providerSettings(),
    ...nameSettings(),
    ...costSettings(),
    ...callSettings(),
    ...categorySettings(),
  });
}
