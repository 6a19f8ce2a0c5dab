import {
  InvalidRequestError,
  ModelNotFoundError,
  ModelRetiredError,
  type ChatRequest,
  type ModelResolution,
  type RouteOptions,
} from '@reg/core';
import { describe, expect, it } from 'vitest';
import { aPolicy, startMs } from '../testing-fixtures/candidates.js';
import { parseRouteOptions } from './parse-route-options.js';
import { requirementFrom, type RequirementContext } from './requirement-from.js';

const resolutions: Readonly<Record<string, ModelResolution>> = {
  'kimi-k2.6': { kind: 'found', targets: ['kimi/kimi-k2.6', 'backup/kimi-k2.6'] },
  'glm/glm-5': { kind: 'found', targets: ['glm/glm-5'] },
  'kimi-k2-0711': { kind: 'retired', target: 'kimi/kimi-k2-0711', successor: 'kimi-k2.6' },
};

const context: RequirementContext = {
  resolveModel: (name) => resolutions[name] ?? { kind: 'unknown', nearMatches: ['kimi-k2.6'] },
  policy: aPolicy(),
  defaultModel: 'auto',
  allowFallback: false,
  nowMs: startMs,
};

const requirement = (
  changes: Partial<ChatRequest> = {},
  options: RouteOptions = {},
  other: Partial<RequirementContext> = {},
) => {
  const request = { model: 'auto', messages: [{ role: 'user' as const, content: 'hi' }], ...changes };
  return requirementFrom(request, options, { ...context, ...other });
};

function problemsOf(work: () => unknown): readonly string[] {
  try {
    work();
  } catch (error) {
    if (InvalidRequestError.isInstance(error)) return error.problems.map(({ parameter }) => parameter);
    throw error;
  }
  throw new Error('it was expected to fail');
}

describe('requirementFrom', () => {
  it('reads auto, auto:<category> and a category beside it', () => {
    expect(requirement()).toMatchObject({ requestedModel: 'auto', category: 'balanced', nowMs: startMs });
    expect(requirement()).not.toHaveProperty('explicitTargets');
    expect(requirement({ model: 'AUTO:fast_response' }).category).toBe('fast_response');
    expect(requirement({}, { category: 'fast_response' }).category).toBe('fast_response');
    expect(requirement({ model: 'auto:balanced' }, { category: 'balanced' }).category).toBe('balanced');
  });

  it('refuses a category that there is not, naming those that there are, and two that differ', () => {
    expect(() => requirement({ model: 'auto:smart' })).toThrow(
      '"smart" is no category; there are balanced, fast_response',
    );
    expect(() => requirement({}, { category: '__proto__' })).toThrow(InvalidRequestError);
    const both = () => requirement({ model: 'auto:balanced' }, { category: 'fast_response' });
    expect(both).toThrow('"fast_response" contradicts "balanced" in model');
  });

  it('keeps all targets of a name, in order, and forbids fallback unless it is allowed', () => {
    expect(requirement({ model: 'kimi-k2.6' })).toMatchObject({
      explicitTargets: ['kimi/kimi-k2.6', 'backup/kimi-k2.6'],
      allowFallback: false,
    });
    expect(requirement({ model: 'glm/glm-5' }, { allowFallback: true }).allowFallback).toBe(true);
    expect(requirement({ model: 'glm/glm-5' }, {}, { allowFallback: true }).allowFallback).toBe(true);
    expect(
      requirement({ model: 'glm/glm-5' }, { allowFallback: false }, { allowFallback: true }).allowFallback,
    ).toBe(false);
  });

  it.each(['', '   ', null, undefined])('takes the default for the model %o, as a preference', (model) => {
    const read = requirement({ model: model as string }, {}, { defaultModel: 'glm/glm-5' });
    expect(read).toMatchObject({
      requestedModel: 'glm/glm-5',
      explicitTargets: ['glm/glm-5'],
      allowFallback: true,
    });
  });

  it('says that a model is unknown or retired, and what to take instead', () => {
    expect(() => requirement({ model: 'kimi-k9' })).toThrow(ModelNotFoundError);
    expect(() => requirement({ model: 'kimi-k9' })).toThrow('Did you mean kimi-k2.6?');
    expect(() => requirement({ model: 'kimi-k2-0711' })).toThrow(ModelRetiredError);
    expect(() => requirement({ model: 'kimi-k2-0711' })).toThrow('Use "kimi-k2.6" instead');
  });

  it('reads output limits and the number of choices', () => {
    expect(requirement({ max_tokens: 5 }).maxOutputTokens).toBe(5);
    expect(requirement({ max_tokens: 5, max_completion_tokens: 7 }).maxOutputTokens).toBe(7);
    expect(requirement({ n: 3 }).choices).toBe(3);
    expect(requirement({ n: 1, max_tokens: null })).not.toHaveProperty('choices');
    expect(requirement({ n: 1, max_tokens: null })).not.toHaveProperty('maxOutputTokens');
  });

  it('takes hints as requirements', () => {
    const hints = { vision: true, deepReasoning: true, longContext: true, estimatedTokens: 12 };
    const read = requirement({}, { hints, freeOnly: true, maxCostUsd: 0 });
    expect(read).toMatchObject({
      estimatedInputTokens: 12,
      minContextWindow: 128_000,
      freeOnly: true,
      maxCostUsd: 0,
      needs: { vision: true, reasoning: true, noReasoning: false },
    });
  });

  it('carries the list of the only models there may be, an empty one too', () => {
    expect(requirement({}, { allowedModels: [] }).allowedModels).toEqual([]);
    expect(requirement({}, { allowedModels: ['glm/*'] }).allowedModels).toEqual(['glm/*']);
    expect(requirement()).not.toHaveProperty('allowedModels');
  });

  it('lists everything that is wrong at once', () => {
    const wrong = {
      model: 7,
      messages: [{ content: 'x' }, 'y'],
      max_tokens: 0,
      n: 1.5,
      tools: {},
      response_format: [],
      thinking: 'yes',
    } as unknown as Partial<ChatRequest>;
    expect(problemsOf(() => requirement(wrong, { deadlineMs: -1, seed: 0.5 }))).toEqual([
      'model',
      'messages[0]',
      'messages[1]',
      'max_tokens',
      'n',
      'tools',
      'response_format',
      'thinking',
      'deadlineMs',
      'seed',
    ]);
    expect(problemsOf(() => requirement({ messages: [] }))).toEqual(['messages']);
    expect(problemsOf(() => requirementFrom(null as unknown as ChatRequest, {}, context))).toEqual(['body']);
  });

  it('lets what is not its business stand beside the options', () => {
    const options: object = { signal: new AbortController().signal, requestId: 'r', category: undefined };
    expect(requirement({}, options).category).toBe('balanced');
  });
});

describe('parseRouteOptions', () => {
  it('gives valid options back, and none for nothing', () => {
    const options = {
      category: 'x',
      freeOnly: false,
      maxCostUsd: 0,
      allowedModels: ['kimi-k2.6', 'glm/*'],
      seed: -3,
      hints: { estimatedTokens: 0 },
    };
    expect(parseRouteOptions(options)).toEqual(options);
    expect(parseRouteOptions(undefined)).toEqual({});
    expect(parseRouteOptions(null)).toEqual({});
  });

  it.each([[7], ['x'], [[]], [true]])('refuses %o as a whole', (value) => {
    expect(problemsOf(() => parseRouteOptions(value))).toEqual(['reg']);
  });

  it('lists every problem by its path: wrong types, impossible values, fields that are no options', () => {
    const value = {
      category: '',
      freeOnly: 'yes',
      maxCostUsd: -1,
      allowFallback: 1,
      deadlineMs: 1e12,
      seed: 'x',
      hints: { vision: 'yes', longContext: null, estimatedTokens: 1.5, depth: 3 },
      free_only: true,
      constructor: 1,
    };
    expect(problemsOf(() => parseRouteOptions(value))).toEqual([
      'reg.category',
      'reg.freeOnly',
      'reg.maxCostUsd',
      'reg.allowFallback',
      'reg.deadlineMs',
      'reg.seed',
      'reg.free_only',
      'reg.constructor',
      'reg.hints.vision',
      'reg.hints.longContext',
      'reg.hints.estimatedTokens',
      'reg.hints.depth',
    ]);
    expect(problemsOf(() => parseRouteOptions({ hints: [] }))).toEqual(['reg.hints']);
    const tooMany = Array.from({ length: 1001 }, (_, index) => `model-${index}`);
    for (const allowedModels of ['kimi-k2.6', [' '], [7], tooMany])
      expect(problemsOf(() => parseRouteOptions({ allowedModels }))).toEqual(['reg.allowedModels']);
  });
});
