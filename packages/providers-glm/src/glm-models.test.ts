import { describe, expect, it } from 'vitest';
import { glmChinaModels } from './glm-china-models.js';
import { glmCodingModels } from './glm-coding-models.js';
import { glmModels } from './glm-models.js';

const catalogues = { glmModels, glmChinaModels, glmCodingModels };

describe.each(Object.entries(catalogues))('%s', (_name, models) => {
  it('gives every name to one model only, whatever its case', () => {
    const names = models.flatMap((model) => [model.id, ...model.aliases]).map((name) => name.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
  });

  it('names a live successor of the same catalogue for every retired or rerouted id', () => {
    for (const model of models.filter(({ status }) => status === 'retired' || status === 'rerouted')) {
      expect(models.find(({ id }) => id === model.successor)?.status, model.id).toBe('active');
    }
  });

  it('tells source and date of every fact', () => {
    for (const model of models) {
      expect(model.fact.source, model.id).not.toBe('');
      expect(model.fact.date, model.id).toMatch(/^\d{4}-\d{2}(-\d{2})?$/);
    }
  });

  it('promises neither a forced tool choice nor a JSON schema nor continuation', () => {
    for (const { id, capabilities } of models) {
      expect(capabilities, id).toMatchObject({
        forcedToolChoice: 'none',
        jsonSchema: false,
        continuation: false,
      });
    }
  });
});

describe('free models', () => {
  const freeIds = (models: typeof glmModels) => models.filter(({ free }) => free).map(({ id }) => id);

  it('are the flash models on api.z.ai', () => {
    expect(freeIds(glmModels)).toEqual(['glm-4.7-flash', 'glm-4.6v-flash', 'glm-4.5-flash']);
  });

  it('are more on open.bigmodel.cn', () => {
    expect(freeIds(glmChinaModels)).toEqual([
      ...freeIds(glmModels),
      'glm-z1-flash',
      'glm-4.1v-thinking-flash',
      'glm-4-flash-250414',
      'glm-4v-flash',
    ]);
  });

  it('cost exactly nothing', () => {
    for (const model of glmChinaModels.filter(({ free }) => free)) {
      expect(model.price, model.id).toEqual({
        inputUsdPerMTok: 0,
        outputUsdPerMTok: 0,
        cachedInputUsdPerMTok: 0,
      });
    }
  });
});

describe('prices', () => {
  it('are never given in US dollars where the host bills in CNY', () => {
    expect(glmChinaModels.filter(({ price, free }) => price !== undefined && !free)).toEqual([]);
  });

  it('are absent on the coding plan, which is a subscription', () => {
    expect(glmCodingModels.map(({ price, billing }) => [price, billing])).toEqual(
      glmCodingModels.map(() => [undefined, 'subscription']),
    );
  });
});

describe('names of earlier releases', () => {
  it.each(['glm-4.5', 'glm-4.5-air', 'glm-4.5-x', 'glm-4.5-flash', 'glm-4.6', 'glm-4.5v'])(
    'still knows %s',
    (id) => {
      expect(glmModels.find((model) => model.id === id)?.status).toBe('active');
    },
  );
});
