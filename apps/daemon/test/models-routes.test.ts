import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootDaemon, type BootedDaemon } from './booted-daemon.js';

let booted: BootedDaemon;
const startedS = Math.floor(Date.now() / 1000);

beforeAll(async () => {
  booted = await bootDaemon({
    overrides: {
      providers: {
        box: {
          type: 'openai-compatible',
          baseUrl: 'http://127.0.0.1:9/v1',
          models: [{ id: 'org/llama3:8b', aliases: ['llama'] }],
        },
      },
    },
  });
});
afterAll(async () => {
  await booted[Symbol.asyncDispose]();
});

interface Row {
  readonly id: string;
  readonly created: number;
  readonly owned_by: string;
}

async function get(path: string) {
  const answer = await fetch(`${booted.url}/v1/models${path}`);
  const body = (await answer.json()) as Row & {
    readonly data: readonly Row[];
    readonly error: { readonly code: string; readonly param: string; readonly message: string };
    readonly reg: { readonly target: string };
  };
  return { status: answer.status, ...body };
}

describe('GET /v1/models', () => {
  it('lists ids that each lead back to their model, with a date that is no zero', async () => {
    const { data } = await get('');
    expect(new Set(data.map(({ id }) => id)).size).toBe(data.length);
    for (const row of data) {
      expect(await get(`/${encodeURIComponent(row.id)}`)).toMatchObject({ status: 200, ...row });
      expect(row.created, row.id).toBeGreaterThan(Date.UTC(2024, 0) / 1000);
    }
  });

  it('dates what the configuration describes, and auto, by the start of the process', async () => {
    for (const id of ['org/llama3:8b', 'auto', 'auto:balanced']) {
      const { created } = await get(`/${id}`);
      expect(created, id).toBeGreaterThanOrEqual(startedS - 1);
      expect(created, id).toBeLessThanOrEqual(Date.now() / 1000 + 1);
    }
  });
});

describe('GET /v1/models/{id}', () => {
  it.each([
    ['kimi/kimi-k2.6', 'kimi/kimi-k2.6'],
    ['kimi%2Fkimi-k2.6', 'kimi/kimi-k2.6'],
    ['kimi%2fKIMI-K2.6', 'kimi/kimi-k2.6'],
    ['kimi-k2.6?x=1', 'kimi/kimi-k2.6'],
    ['org/llama3:8b', 'box/org/llama3:8b'],
    ['org%2Fllama3%3A8b', 'box/org/llama3:8b'],
    ['box/org/llama3:8b', 'box/org/llama3:8b'],
    ['box%2Forg%2Fllama3%3A8b', 'box/org/llama3:8b'],
    ['llama', 'box/org/llama3:8b'],
    ['box/llama', 'box/org/llama3:8b'],
  ])('finds %s', async (path, target) => {
    expect(await get(`/${path}`)).toMatchObject({ status: 200, reg: { target } });
  });

  it.each(['auto', 'AUTO', 'auto:balanced', 'auto%3Abalanced', 'Auto:fast_response'])(
    'finds %s, as a chat would take it',
    async (path) => {
      expect(await get(`/${path}`)).toMatchObject({ status: 200, owned_by: 'reg' });
    },
  );

  it.each([
    ['auto:', 'model_not_found', 'auto:balanced'],
    ['auto:nope', 'model_not_found', 'auto:balanced'],
    ['kimi-k2.66', 'model_not_found', 'kimi-k2.6'],
    ['nope/kimi-k2.6', 'model_not_found', 'kimi-k2.6'],
    ['kimi-latest', 'model_retired', 'kimi-k2.6'],
    ['kimi%2Fkimi-latest', 'model_retired', 'kimi-k2.6'],
    ['__proto__', 'model_not_found', 'reg models'],
    ['constructor', 'model_not_found', 'reg models'],
    ['x'.repeat(600), 'model_not_found', 'reg models'],
  ])('answers 404 to %s and says what there is instead', async (path, code, named) => {
    const { status, error } = await get(`/${path}`);
    expect(status).toBe(404);
    expect(error).toMatchObject({ code, param: 'model' });
    expect(error.message).toContain(named);
  });
});
