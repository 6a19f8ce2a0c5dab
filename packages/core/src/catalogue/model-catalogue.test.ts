import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeModel } from '../../test/fake-provider.js';
import type { ModelStatus } from '../ports/model-descriptor.js';
import type { CatalogueEntry } from './catalogue-row.js';
import { createModelCatalogue } from './model-catalogue.js';

const kimiFirst = { providerPriority: ['kimi', 'glm'] };

const kimi: CatalogueEntry = {
  provider: 'kimi',
  models: [
    describeModel('kimi-k3', { aliases: ['k3'] }),
    describeModel('shared'),
    describeModel('kimi-k2', { status: 'retired', successor: 'kimi-k3', aliases: ['k2'] }),
  ],
};
const glm: CatalogueEntry = {
  provider: 'glm',
  models: [describeModel('glm-5'), describeModel('shared', { aliases: ['both'] })],
};

describe('createModelCatalogue', () => {
  it.each([
    ['an id', 'kimi-k3'],
    ['an id in another case, with blanks around', '  KIMI-K3 '],
    ['an alias', 'K3'],
    ['provider/id', 'kimi/kimi-k3'],
    ['provider/alias', 'Kimi/k3'],
  ])('finds a model by %s', (_how, name) => {
    const catalogue = createModelCatalogue([kimi, glm], kimiFirst);
    expect(catalogue.resolve(name)).toEqual({ kind: 'found', targets: ['kimi/kimi-k3'] });
  });

  it('means every provider of a shared name, by priority and not by registration', () => {
    const catalogue = createModelCatalogue([glm, kimi], kimiFirst);
    expect(catalogue.resolve('shared')).toEqual({ kind: 'found', targets: ['kimi/shared', 'glm/shared'] });
    expect(catalogue.list().map((row) => row.target)).toEqual([
      'kimi/kimi-k3',
      'kimi/shared',
      'kimi/kimi-k2',
      'glm/glm-5',
      'glm/shared',
    ]);
  });

  it('puts providers that the priority does not name after the others, as they were registered', () => {
    const entries = ['c', 'a', 'b'].map((provider) => ({ provider, models: [describeModel('m')] }));
    const targets = (providerPriority: string[]) =>
      createModelCatalogue(entries, { providerPriority })
        .list()
        .map((row) => row.target);
    expect(targets(['B', 'b'])).toEqual(['b/m', 'c/m', 'a/m']);
    expect(targets([])).toEqual(['c/m', 'a/m', 'b/m']);
  });

  it('takes ids that contain a slash, bare and behind their provider', () => {
    const router = { provider: 'router', models: [describeModel('org/model', { aliases: ['org/alias'] })] };
    const catalogue = createModelCatalogue([router], { providerPriority: [] });
    for (const name of ['org/model', 'router/org/model', 'ORG/alias', 'router/org/alias']) {
      expect(catalogue.resolve(name)).toEqual({ kind: 'found', targets: ['router/org/model'] });
    }
  });

  it('means the provider when a name is both a target and the id of another provider', () => {
    const router = {
      provider: 'router',
      models: [describeModel('kimi/kimi-k3'), describeModel('kimi/other')],
    };
    const catalogue = createModelCatalogue([router, kimi], { providerPriority: ['router'] });
    expect(catalogue.resolve('kimi/kimi-k3')).toMatchObject({ targets: ['kimi/kimi-k3'] });
    expect(catalogue.resolve('kimi/other')).toMatchObject({ targets: ['router/kimi/other'] });
  });

  it('lets an id win over an alias of the same name, at one provider and across providers', () => {
    const aliasing = {
      provider: 'glm',
      models: [describeModel('glm-4.5-flash', { aliases: ['glm-4.5-air'] }), describeModel('glm-4.5-air')],
    };
    const alone = createModelCatalogue([aliasing], kimiFirst);
    expect(alone.resolve('glm-4.5-air')).toEqual({ kind: 'found', targets: ['glm/glm-4.5-air'] });
    const other = { provider: 'kimi', models: [describeModel('x', { aliases: ['glm-4.5-air'] })] };
    const both = createModelCatalogue([other, aliasing], kimiFirst);
    expect(both.resolve('glm-4.5-air')).toEqual({ kind: 'found', targets: ['glm/glm-4.5-air'] });
  });

  it('names the successor of a retired model, by id and by alias', () => {
    const catalogue = createModelCatalogue([kimi, glm], kimiFirst);
    const retired = { kind: 'retired', target: 'kimi/kimi-k2', successor: 'kimi-k3' };
    for (const name of ['kimi-k2', 'K2', 'kimi/kimi-k2']) expect(catalogue.resolve(name)).toEqual(retired);
  });

  it('says nothing of a successor that nobody knows', () => {
    const models = [describeModel('old', { status: 'retired' })];
    const catalogue = createModelCatalogue([{ provider: 'p', models }], { providerPriority: [] });
    expect(catalogue.resolve('old')).toEqual({ kind: 'retired', target: 'p/old' });
  });

  it('finds a name that is retired at one provider and served by another, under id or alias', () => {
    const byId = { provider: 'router', models: [describeModel('kimi-k2')] };
    const byAlias = {
      provider: 'router',
      models: [describeModel('moonshotai/k2', { aliases: ['kimi-k2'] })],
    };
    expect(createModelCatalogue([kimi, byId], kimiFirst).resolve('kimi-k2')).toEqual({
      kind: 'found',
      targets: ['router/kimi-k2'],
    });
    expect(createModelCatalogue([kimi, byAlias], kimiFirst).resolve('kimi-k2')).toEqual({
      kind: 'found',
      targets: ['router/moonshotai/k2'],
    });
  });

  it('does not let an alias revive an id that is retired at the same provider', () => {
    const models = [
      describeModel('old', { status: 'retired', successor: 'new' }),
      describeModel('new', { aliases: ['old'] }),
    ];
    const catalogue = createModelCatalogue([{ provider: 'p', models }], { providerPriority: [] });
    expect(catalogue.resolve('old')).toEqual({ kind: 'retired', target: 'p/old', successor: 'new' });
  });

  it('gives an alias that two models claim to the one that is served', () => {
    const models = [
      describeModel('v1', { status: 'retired', aliases: ['latest'] }),
      describeModel('v3', { aliases: ['latest'] }),
      describeModel('v2', { aliases: ['latest'] }),
    ];
    const catalogue = createModelCatalogue([{ provider: 'p', models }], { providerPriority: [] });
    expect(catalogue.resolve('latest')).toEqual({ kind: 'found', targets: ['p/v3'] });
  });

  it('keeps the first of two models of one id', () => {
    const models = [describeModel('m', { notes: 'first' }), describeModel('M', { notes: 'second' })];
    const catalogue = createModelCatalogue([{ provider: 'p', models }], { providerPriority: [] });
    expect(catalogue.list()).toHaveLength(1);
    expect(catalogue.describe('P/m')?.notes).toBe('first');
    expect(catalogue.describe('p/none')).toBeUndefined();
  });

  it('answers for an unknown name with those that look like it', () => {
    const catalogue = createModelCatalogue([kimi, glm], kimiFirst);
    expect(catalogue.resolve('kimi-k4')).toEqual({ kind: 'unknown', nearMatches: ['kimi-k3'] });
    expect(catalogue.resolve('')).toEqual({ kind: 'unknown', nearMatches: [] });
  });
});

describe('laws of the catalogue', () => {
  const name = fc.string({ unit: fc.constantFrom('a', 'b', 'C', '-', '/'), minLength: 1, maxLength: 4 });
  const model = fc
    .record({
      id: name,
      aliases: fc.array(name, { maxLength: 3 }),
      status: fc.constantFrom<ModelStatus>('active', 'legacy', 'rerouted', 'retired', 'unknown'),
    })
    .map(({ id, ...rest }) => describeModel(id, rest));
  const entry = (provider: string) =>
    fc.record({ provider: fc.constant(provider), models: fc.array(model, { maxLength: 5 }) });
  const entries = fc.tuple(entry('p'), entry('q'), entry('r'));
  const catalogue = fc
    .tuple(entries, fc.shuffledSubarray(['p', 'q', 'r']))
    .map(([list, providerPriority]) => createModelCatalogue(list, { providerPriority }));
  const everyName = (
    list: readonly {
      readonly target: string;
      readonly descriptor: { id: string; aliases: readonly string[] };
    }[],
  ) => list.flatMap(({ target, descriptor }) => [target, descriptor.id, ...descriptor.aliases]);

  it('every listed target resolves to itself, served or retired', () => {
    fc.assert(
      fc.property(catalogue, ({ list, resolve }) => {
        for (const { target, descriptor } of list()) {
          const resolution = resolve(target);
          if (descriptor.status === 'retired') {
            // With one-letter names another provider may serve `p/a` as an id: then the name is found there.
            expect(
              resolution.kind === 'found' || (resolution.kind === 'retired' && resolution.target === target),
            ).toBe(true);
          } else expect(resolution).toEqual({ kind: 'found', targets: [target] });
        }
      }),
    );
  });

  it('resolving ignores case and blanks around', () => {
    fc.assert(
      fc.property(catalogue, ({ list, resolve }) => {
        for (const known of everyName(list())) {
          expect(resolve(` ${known.toUpperCase()} `)).toEqual(resolve(known.toLowerCase()));
        }
      }),
    );
  });

  it('lookup has the order of the listing, each target once, and never a retired model', () => {
    fc.assert(
      fc.property(catalogue, ({ list, resolve, describe: describeTarget }) => {
        const order = list().map((row) => row.target);
        for (const known of everyName(list())) {
          const resolution = resolve(known);
          expect(resolution.kind).not.toBe('unknown');
          if (resolution.kind !== 'found') continue;
          const positions = resolution.targets.map((target) => order.indexOf(target));
          expect(positions).toEqual([...new Set(positions)].toSorted((left, right) => left - right));
          for (const target of resolution.targets) expect(describeTarget(target)?.status).not.toBe('retired');
        }
      }),
    );
  });

  it('an id that somebody serves is never answered by an alias', () => {
    fc.assert(
      fc.property(catalogue, ({ list, resolve, describe: describeTarget }) => {
        for (const { descriptor } of list().filter((row) => row.descriptor.status !== 'retired')) {
          const id = descriptor.id.toLowerCase();
          const resolution = resolve(id);
          const targets = resolution.kind === 'found' ? resolution.targets : [];
          expect(targets.length).toBeGreaterThan(0);
          const exact = targets.every((target) => describeTarget(target)?.id.toLowerCase() === id);
          expect(exact || targets.some((target) => target.toLowerCase() === id)).toBe(true);
        }
      }),
    );
  });
});
