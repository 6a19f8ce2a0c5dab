import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { providerFacts } from '../testing-fixtures/provider-facts.js';
import { diagnoseProvider } from './diagnose-provider.js';
import type { CircuitFacts, LocalEndpoint, ProviderFacts } from './provider-facts.js';

const nowMs = Date.UTC(2026, 10, 22);
const diagnose = (overrides: Partial<ProviderFacts>, localEndpoints: readonly LocalEndpoint[] = []) =>
  diagnoseProvider(providerFacts(overrides), { nowMs, localEndpoints });
const codesOf = (overrides: Partial<ProviderFacts>) =>
  diagnose(overrides).reasons.map((reason) => reason.code);
const circuit = (overrides: Partial<CircuitFacts>): CircuitFacts => ({
  scope: 'endpoint',
  name: 'kimi',
  state: 'open',
  eligibleAtMs: nowMs + 30_000,
  gates: true,
  ...overrides,
});

describe('diagnoseProvider', () => {
  it('has nothing against a provider that is complete, whether it was used yet or not', () => {
    expect(diagnose({ keyName: 'KIMI_API_KEY', initialized: false })).toEqual({
      provider: 'kimi',
      type: 'kimi',
      usable: true,
      registered: true,
      initialized: false,
      keyPresent: true,
      keyName: 'KIMI_API_KEY',
      keyIsPlaceholder: false,
      baseUrl: 'https://api.moonshot.ai/v1',
      reasons: [],
      suggestions: [],
      source: 'local',
      asOfMs: nowMs,
    });
  });

  it.each<[string, Partial<ProviderFacts>, string, string]>([
    ['is disabled', { enabled: false }, 'provider_disabled', 'DISABLED_PROVIDERS'],
    ['is not allowed', { allowed: false }, 'provider_not_allowed', 'ALLOWED_PROVIDERS'],
    ['is not registered', { registered: false }, 'not_registered', 'Configure kimi'],
    ['failed to start', { initializationError: 'bad URL' }, 'provider_failed', 'tried again'],
    ['has no key', { keyCount: 0 }, 'missing_key', 'Set KIMI_API_KEY or MOONSHOT_API_KEY.'],
    [
      'has no key and no variable for it',
      { keyCount: 0, keyNames: [] },
      'missing_key',
      'providers.kimi.apiKeys',
    ],
    [
      'has a placeholder',
      { placeholderKeyCount: 1, keyName: 'KIMI_API_KEY' },
      'placeholder_key',
      'in KIMI_API_KEY by',
    ],
    ['has placeholders only', { keyCount: 2, placeholderKeyCount: 2 }, 'placeholder_key', 'real key'],
    ['has no models', { modelCount: 0, allowedModelCount: 0 }, 'no_models', 'providers.kimi.models'],
    ['may use none of its models', { allowedModelCount: 0 }, 'model_not_allowed', 'allowedModels'],
  ])('says what to do when a provider %s', (_what, overrides, code, advice) => {
    const { usable, reasons, suggestions } = diagnose(overrides);
    expect(usable).toBe(false);
    expect(reasons.map((reason) => reason.code)).toEqual([code]);
    expect(suggestions.join('\n')).toContain(advice);
  });

  it('gives every reason at once, in the order of mending', () => {
    const { baseUrl: _baseUrl, ...withoutUrl } = providerFacts({
      allowed: false,
      registered: false,
      initializationError: 'boom',
      keyCount: 0,
      requiresBaseUrl: true,
      allowedModelCount: 0,
      circuits: [circuit({})],
    });
    const { reasons, suggestions } = diagnoseProvider(withoutUrl, { nowMs });
    expect(reasons.map((reason) => reason.code)).toEqual([
      'provider_not_allowed',
      'not_registered',
      'provider_failed',
      'missing_key',
      'missing_base_url',
      'model_not_allowed',
      'circuit_open',
    ]);
    expect(suggestions).toHaveLength(7);
  });

  it('does not hold it against a disabled provider that it is not registered', () => {
    expect(codesOf({ enabled: false, registered: false })).toEqual(['provider_disabled']);
  });

  it('mentions names that mean no model, or none any more, without giving the provider up', () => {
    const { usable, suggestions } = diagnose({
      unservedModels: [
        { setting: 'allowedModels', name: 'k9', retired: false },
        { setting: 'allowedModels', name: 'k2.', retired: false, instead: 'k2.6' },
        { setting: 'preferredModels', name: 'k1', retired: true, instead: 'k2.6' },
      ],
    });
    expect(usable).toBe(true);
    expect(suggestions).toEqual([
      'providers.kimi.allowedModels names k9, no model of kimi: take it out.',
      'providers.kimi.allowedModels names k2., no model of kimi: perhaps k2.6.',
      'providers.kimi.preferredModels names k1, a model that its vendor has retired: use k2.6.',
    ]);
  });

  it('repeats what configuration said already only once', () => {
    const problems = [{ code: 'missing_key' as const, message: 'as registered' }];
    expect(diagnose({ keyCount: 0, problems }).reasons).toEqual([
      { code: 'missing_key', message: 'as registered' },
    ]);
  });

  it('wants no key where none is needed, and mentions a placeholder there all the same', () => {
    expect(codesOf({ requiresKey: false, keyCount: 0 })).toEqual([]);
    const box = diagnose({ requiresKey: false, placeholderKeyCount: 1 });
    expect(box).toMatchObject({ usable: true, keyIsPlaceholder: true });
    expect(box.suggestions).toHaveLength(1);
  });

  it('mentions one placeholder among good keys without giving the provider up', () => {
    const { usable, keyIsPlaceholder, suggestions } = diagnose({ keyCount: 3, placeholderKeyCount: 1 });
    expect([usable, keyIsPlaceholder, suggestions.length]).toEqual([true, false, 1]);
  });

  it('points a provider without address to a local server that listens', () => {
    const { baseUrl: _baseUrl, ...facts } = providerFacts({ provider: 'box', requiresBaseUrl: true });
    const localEndpoints = [
      { name: 'Ollama', baseUrl: 'http://127.0.0.1:11434/v1', listening: true },
      { name: 'llama.cpp', baseUrl: 'http://127.0.0.1:8080/v1', listening: false },
    ];
    const { suggestions } = diagnoseProvider(facts, { nowMs, localEndpoints });
    expect(suggestions.join('\n')).toContain('Ollama listens');
    expect(suggestions.join('\n')).not.toContain('llama.cpp');
  });

  it('says when nothing listens where a local provider should be', () => {
    const silent = [{ name: 'Ollama', baseUrl: 'http://127.0.0.1:11434', listening: false }];
    const box = diagnose({ baseUrl: 'http://localhost:11434/v1' }, silent);
    expect(box.reasons).toEqual([
      { code: 'not_listening', message: 'nothing listens at http://127.0.0.1:11434' },
    ]);
    expect(diagnose({ baseUrl: 'http://localhost:11435/v1' }, silent).usable).toBe(true);
    expect(diagnose({ baseUrl: 'https://api.z.ai' }, silent).usable).toBe(true);
  });

  it('shows no secret that a base URL carries', () => {
    const { baseUrl } = diagnose({ baseUrl: 'https://me:hunter2@host.example:8443/v1/?key=hunter3#hunter4' });
    expect(baseUrl).toBe('https://host.example:8443/v1');
    expect(diagnose({ baseUrl: 'hunter5' }).baseUrl).toBe('(not a URL)');
  });

  describe('with circuits', () => {
    it('gives the time until which an endpoint is left alone', () => {
      const { usable, reasons, circuit: worst } = diagnose({ circuits: [circuit({})] });
      expect(usable).toBe(false);
      expect(reasons).toEqual([
        {
          code: 'circuit_open',
          message: 'the endpoint kimi has an open circuit for another 30 s, until 2026-11-22T00:00:30.000Z',
        },
      ]);
      expect(worst).toEqual({ scope: 'endpoint', name: 'kimi', state: 'open', eligibleAtMs: nowMs + 30_000 });
    });

    it.each<[string, CircuitFacts, readonly string[]]>([
      ['one that is over', circuit({ eligibleAtMs: nowMs }), []],
      ['one that is half-open', circuit({ state: 'half-open', eligibleAtMs: nowMs - 1 }), []],
      ['one that gates nobody', circuit({ gates: false }), []],
      ['a rest', circuit({ state: 'closed' }), ['resting']],
      ['one that was isolated', circuit({ state: 'isolated', eligibleAtMs: Infinity }), ['isolated']],
    ])('judges %s', (_what, facts, codes) => {
      expect(codesOf({ circuits: [facts] })).toEqual(codes);
    });

    it('gives up on a provider for its keys only when all of them are away', () => {
      const keys = ['kimi#1', 'kimi#2'].map((name) => circuit({ scope: 'credential', name }));
      expect(codesOf({ keyCount: 3, placeholderKeyCount: 1, circuits: keys })).toEqual([
        'circuit_open',
        'circuit_open',
      ]);
      const partly = diagnose({ keyCount: 3, circuits: keys });
      expect(partly.usable).toBe(true);
      expect(partly.suggestions).toHaveLength(2);
    });

    it('gives up on a provider for its models only when all allowed ones are away', () => {
      const models = ['kimi/a', 'kimi/b'].map((name) => circuit({ scope: 'model', name }));
      expect(codesOf({ allowedModelCount: 2, circuits: models })).toHaveLength(2);
      expect(codesOf({ allowedModelCount: 3, circuits: models })).toEqual([]);
    });

    it('shows the worst of them, gating or not', () => {
      const circuits = [
        circuit({ scope: 'model', name: 'kimi/a', state: 'open' }),
        circuit({ scope: 'credential', name: 'kimi#1', state: 'half-open' }),
        circuit({ state: 'open', gates: false }),
      ];
      expect(diagnose({ circuits }).circuit).toMatchObject({ scope: 'endpoint', state: 'open' });
    });
  });

  it('is usable exactly when it has no reasons, and has advice for each', () => {
    const count = fc.integer({ min: 0, max: 3 });
    const facts = fc
      .record({
        registered: fc.boolean(),
        enabled: fc.boolean(),
        allowed: fc.boolean(),
        requiresKey: fc.boolean(),
        keyCount: count,
        placeholderKeyCount: count,
        modelCount: count,
        allowedModelCount: count,
        circuits: fc.array(
          fc.record({
            scope: fc.constantFrom('endpoint', 'credential', 'model'),
            name: fc.constantFrom('a', 'b', 'c'),
            state: fc.constantFrom('closed', 'open', 'half-open', 'isolated'),
            eligibleAtMs: fc.constantFrom(nowMs - 1, nowMs + 1),
            gates: fc.boolean(),
          }) as fc.Arbitrary<CircuitFacts>,
          { maxLength: 4 },
        ),
      })
      .map((overrides) =>
        providerFacts({
          ...overrides,
          placeholderKeyCount: Math.min(overrides.placeholderKeyCount, overrides.keyCount),
          allowedModelCount: Math.min(overrides.allowedModelCount, overrides.modelCount),
        }),
      );
    fc.assert(
      fc.property(facts, (one) => {
        const diagnosis = diagnoseProvider(one, { nowMs });
        expect(diagnosis.usable).toBe(diagnosis.reasons.length === 0);
        if (!diagnosis.usable) expect(diagnosis.suggestions.length).toBeGreaterThan(0);
        expect(diagnoseProvider(structuredClone(one), { nowMs })).toEqual(diagnosis);
      }),
    );
  });
});
