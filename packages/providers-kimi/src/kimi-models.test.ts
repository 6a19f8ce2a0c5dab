import { describe, expect, it } from 'vitest';
import { kimiCodingModels } from './kimi-coding-models.js';
import { kimiChinaModels, kimiModels } from './kimi-models.js';

const catalogues = { kimiModels, kimiChinaModels, kimiCodingModels };

describe.each(Object.entries(catalogues))('%s', (_name, models) => {
  it('gives every name to one model only, whatever its case', () => {
    const names = models.flatMap((model) => [model.id, ...model.aliases]).map((name) => name.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
  });

  it('names a live successor of the same catalogue for every retired id', () => {
    for (const model of models.filter(({ status }) => status === 'retired')) {
      const successor = models.find(({ id }) => id === model.successor);
      expect(successor?.status, model.id).toBe('active');
    }
  });

  it('tells source and date of every fact', () => {
    for (const model of models) {
      expect(model.fact.source, model.id).not.toBe('');
      expect(model.fact.date, model.id).toMatch(/^\d{4}-\d{2}(-\d{2})?$/);
    }
  });

  it('has no free model: Kimi has no free tier', () => {
    expect(models.filter(({ free }) => free)).toEqual([]);
  });
});

describe('kimiModels', () => {
  it('prices every live model in US dollars, cached input below other input', () => {
    for (const model of kimiModels.filter(({ status }) => status === 'active')) {
      expect(model.price?.cachedInputUsdPerMTok, model.id).toBeLessThan(model.price?.inputUsdPerMTok ?? 0);
    }
  });

  it.each([
    ['kimi-k2', 'kimi-k2.6'],
    ['kimi-k2-0711', 'kimi-k2.6'],
    ['kimi-k2-turbo', 'kimi-k2.6'],
    ['kimi-latest-32k', 'kimi-k2.6'],
    ['kimi-thinking', 'kimi-k2.6'],
    ['kimi-thinking-k2', 'kimi-k2.7-code'],
    ['kimi-thinking-k2-turbo', 'kimi-k2.7-code-highspeed'],
    ['moonshot-v1-8k', 'kimi-k2.6'],
    ['moonshot-v1-128k-vision-preview', 'kimi-k2.6'],
  ])('still knows the old name %s and points to %s', (name, successor) => {
    const model = kimiModels.find(({ id, aliases }) => id === name || aliases.includes(name));
    expect(model).toMatchObject({ status: 'retired', successor });
  });
});

describe('kimiChinaModels', () => {
  it('has the ids of kimiModels and no US dollar price, because that host bills in CNY', () => {
    expect(kimiChinaModels.map(({ id }) => id)).toEqual(kimiModels.map(({ id }) => id));
    expect(kimiChinaModels.filter(({ price }) => price !== undefined)).toEqual([]);
  });
});
