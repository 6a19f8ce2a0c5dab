import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ConfigurationError,
  describeSettings,
  explainConfig,
  loadConfig,
  Secret,
  type ConfigInput,
  type LoadOptions,
} from '../src/index.js';
import { folderWith } from './files.js';

/** Settings with a variable each, and how a number from 1 to 100 is written for them. */
const numbers = [
  { path: ['server', 'port'], variable: 'REG_PORT', text: String },
  { path: ['retry', 'attempts'], variable: 'RETRY_ATTEMPTS', text: String },
  { path: ['retry', 'backoffBaseMs'], variable: 'RETRY_BACKOFF_BASE', text: (n: number) => String(n / 1000) },
  { path: ['circuits', 'failureThreshold'], variable: 'FAILURE_THRESHOLD', text: String },
  { path: ['routing', 'maxCostPerRequestUsd'], variable: 'MAX_COST_PER_REQUEST', text: String },
  { path: ['timeouts', 'idleMs'], variable: 'REG_TIMEOUT_IDLE_MS', text: String },
] as const;

const sourceNames = ['argument', 'environment', 'env-file', 'file'] as const;

function valueAt(config: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], config);
}

describe('the law of precedence', () => {
  const given = fc.record(
    Object.fromEntries(sourceNames.map((source) => [source, fc.integer({ min: 1, max: 100 })])),
    { requiredKeys: [] },
  );

  it('the strongest source that has a setting decides it, for every setting at once', () => {
    const everything = fc.tuple(...numbers.map(() => given));
    fc.assert(
      fc.property(everything, (sources) => {
        const lines: string[] = [];
        const file: Record<string, Record<string, number>> = {};
        const overrides: Record<string, Record<string, number>> = {};
        const env: Record<string, string> = {};
        sources.forEach((values, index) => {
          const { path, variable, text } = numbers[index]!;
          const [group, name] = path;
          if (values.argument !== undefined) (overrides[group] ??= {})[name] = values.argument;
          if (values.environment !== undefined) env[variable] = text(values.environment);
          if (values['env-file'] !== undefined) lines.push(`${variable}=${text(values['env-file'])}`);
          if (values.file !== undefined) (file[group] ??= {})[name] = values.file;
        });
        const cwd = folderWith({ '.env': lines.join('\n'), 'reg.config.json': JSON.stringify(file) });
        const options: LoadOptions = { cwd, env, overrides: overrides as ConfigInput };
        const config = loadConfig(options);
        const explained = new Map(explainConfig(options).settings.map((row) => [row.path, row]));
        const defaults = loadConfig({ env: {}, envFile: false, configFile: false });
        sources.forEach((values, index) => {
          const { path } = numbers[index]!;
          const winner = sourceNames.find((source) => values[source] !== undefined);
          const expected = winner === undefined ? valueAt(defaults, path) : values[winner];
          expect(valueAt(config, path)).toBe(expected);
          const row = explained.get(path.join('.'));
          expect(row?.value).toBe(expected);
          expect(row?.source.startsWith(winner === 'env-file' ? '.env:' : (winner ?? 'default'))).toBe(true);
        });
      }),
      { numRuns: 60 },
    );
  });
});

describe('the law of freezing', () => {
  function thawed(value: unknown, path = 'config'): string[] {
    if (typeof value !== 'object' || value === null) return [];
    const below = Object.entries(value).flatMap(([name, member]) => thawed(member, `${path}.${name}`));
    return Object.isFrozen(value) ? below : [path, ...below];
  }

  it('holds for every object in the configuration, however it was given', () => {
    const models = [{ id: 'a', aliases: ['b'], capabilities: { tools: true }, price: 1 }];
    const overrides: ConfigInput = {
      server: { apiKeys: ['k'] },
      providers: {
        box: { type: 'openai-compatible', baseUrl: 'http://box/v1', models, headers: { a: 'b' } },
      },
      routing: { modelCosts: { a: 1, b: { input: 1, output: 2 } }, categories: { mine: { chain: ['a'] } } },
    };
    expect(thawed(loadConfig({ env: {}, envFile: false, configFile: false, overrides }))).toEqual([]);
    expect(Object.isFrozen(models[0])).toBe(false);
  });

  it('lets nobody change the defaults through an explanation', () => {
    const options = { env: {}, envFile: false, configFile: false } as const;
    const before = JSON.stringify(loadConfig(options));
    for (const row of explainConfig(options).settings) {
      for (const value of [row.value, row.default]) if (Array.isArray(value)) value.push('changed');
    }
    expect(JSON.stringify(loadConfig(options))).toBe(before);
  });
});

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'];
const run = (minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...letters), minLength, maxLength });
const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 32, maxLength: 32 });
const vendorKeys = fc.oneof(
  run(24, 60).map((text) => `sk-${text}`),
  run(24, 60).map((text) => `sk-kimi-${text}`),
  fc.tuple(hex, run(16, 16)).map(([id, secret]) => `${id}.${secret}`),
);

/** Everything that anybody could print of what came out. */
function everythingPrinted(options: LoadOptions): string {
  const printed: unknown[] = [explainConfig(options)];
  try {
    printed.push(loadConfig(options));
  } catch (error) {
    if (!ConfigurationError.isInstance(error)) throw error;
    printed.push(error, error.message, error.stack, error.problems);
  }
  return printed
    .map(
      (value) =>
        `${String(value)}\n${JSON.stringify(value)}\n${inspect(value, { depth: 99, showHidden: true })}`,
    )
    .join('\n');
}

describe('the law of secrecy', () => {
  const variables = describeSettings().flatMap((row) => [
    ...row.env.map((name) => name.replace('<ID>', 'BOX')),
    ...Object.values(row.envOf).flat(),
  ]);
  const dressed = (key: string) => [
    key,
    ` ${key}\t`,
    `Bearer ${key}`,
    `"${key}"`,
    `https://${key}@host/v1`,
    `https://host/v1?key=${key}`,
    `{"${key}": 1}`,
    `{"a": "${key}"}`,
    `a,${key},b`,
    `\${${key}}`,
  ];

  it('no key shows, whichever variable it is put into', () => {
    const overrides: ConfigInput = {
      providers: { box: { type: 'openai-compatible', baseUrl: 'http://box/v1' } },
    };
    fc.assert(
      fc.property(vendorKeys, fc.constantFrom(...variables), fc.nat(9), (key, variable, dress) => {
        const env = { [variable]: dressed(key)[dress]!, HOME: '/home/x' };
        expect(everythingPrinted({ env, envFile: false, configFile: false, overrides })).not.toContain(key);
      }),
      { numRuns: 400 },
    );
  });

  const paths = describeSettings().map((row) =>
    row.path.replace('<id>', 'box').replace('<category>', 'mine').split('.'),
  );
  const places = fc.constantFrom(
    ...paths,
    ['server'],
    ['providers'],
    ['providers', 'box'],
    ['routing', 'categories'],
    [],
  );
  const shapes = (key: string): unknown[] => [
    key,
    [key],
    [[key]],
    { [key]: 1 },
    { a: key },
    { [key]: key },
    [{ id: key }],
    [{ [key]: 1 }],
    { apiKeys: key, port: key },
    [1, { key }],
    `prefix ${key}`,
  ];

  function nested(path: readonly string[], value: unknown): unknown {
    return path.reduceRight<unknown>((below, name) => ({ [name]: below }), value);
  }

  it('no key shows, wherever in an argument or a file it is put', () => {
    fc.assert(
      fc.property(vendorKeys, places, fc.nat(10), fc.boolean(), (key, path, shape, asFile) => {
        const tree = nested(path, shapes(key)[shape]);
        const base = { env: { HOME: '/home/x' }, envFile: false as const };
        const options = asFile
          ? {
              ...base,
              configFile: `${folderWith({ 'reg.config.json': JSON.stringify(tree) })}/reg.config.json`,
            }
          : { ...base, configFile: false as const, overrides: tree as ConfigInput };
        expect(everythingPrinted(options)).not.toContain(key);
      }),
      { numRuns: 400 },
    );
  });

  it('no key shows when the file around it is broken', () => {
    const text = (key: string) =>
      `server:\n  apiKeys: ["${key}"]\nproviders:\n  kimi:\n    apiKeys:\n    - ${key}\n    headers: {a: '${key}'}\n`;
    const noise = fc.constantFrom(
      '\t',
      '{',
      ']',
      '"',
      "'",
      '*',
      '&x ',
      ': ',
      '\n- ',
      '%',
      '@',
      '!!int ',
      '|',
      '#',
      '---\n',
    );
    fc.assert(
      fc.property(vendorKeys, noise, fc.double({ min: 0, max: 1, noNaN: true }), (key, junk, place) => {
        const whole = text(key);
        // Not inside a key: half a key is no longer that key.
        const cuts = [...whole.matchAll(/[\s:[\]{}'"-]/g)]
          .map(({ index }) => index)
          .filter((i) => !insideKey(whole, key, i));
        const cut = cuts[Math.floor(place * (cuts.length - 1))]!;
        const file = folderWith({ 'x.yaml': whole.slice(0, cut) + junk + whole.slice(cut) });
        const printed = everythingPrinted({
          env: { HOME: '/h' },
          envFile: false,
          configFile: `${file}/x.yaml`,
        });
        expect(printed).not.toContain(key);
      }),
      { numRuns: 300 },
    );
  });

  function insideKey(text: string, key: string, index: number): boolean {
    for (let at = text.indexOf(key); at !== -1; at = text.indexOf(key, at + 1))
      if (index > at && index < at + key.length) return true;
    return false;
  }

  it('no key of any shape shows where keys belong', () => {
    const anything = fc.string({ minLength: 10, maxLength: 80 }).filter((text) => /\S{10}/.test(text.trim()));
    fc.assert(
      fc.property(anything, anything, anything, (one, two, three) => {
        const overrides: ConfigInput = {
          server: { apiKeys: [one] },
          providers: { kimi: { apiKeys: [new Secret(two)], headers: { 'x-key': three } } },
        };
        const options = {
          env: { HOME: '/h', GLM_API_KEY: one },
          envFile: false as const,
          configFile: false as const,
        };
        const printed = everythingPrinted({ ...options, overrides });
        const without = everythingPrinted(options);
        for (const key of [one, two, three].map((text) => text.trim()))
          expect(printed.includes(key) && !without.includes(key)).toBe(false);
      }),
      { numRuns: 200 },
    );
  });
});
