import { glmErrors, kimiErrors } from '@reg/testkit';
import { inspect } from 'node:util';
import { APICallError, generateText, streamText } from 'ai';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RegErrorData } from '../src/index.js';
import { glmKey, kimiKey, startSimulatedReg, type SimulatedReg } from './simulated-reg.js';

let simulated: SimulatedReg;

beforeAll(async () => {
  simulated = await startSimulatedReg();
});
afterEach(() => simulated.reset());
afterAll(() => simulated[Symbol.asyncDispose]());

async function failureOf(work: Promise<unknown>): Promise<APICallError & { readonly data: RegErrorData }> {
  const error = await work.then(
    () => new Error('it was expected to fail'),
    (thrown: unknown) => thrown,
  );
  if (!APICallError.isInstance(error)) throw error;
  return error as APICallError & { readonly data: RegErrorData };
}

const secretWord = 'xylophone-7431';
const ask = (name: string, settings: object = {}) =>
  generateText({
    model: simulated.reg.model(name),
    prompt: `Say ${secretWord}.`,
    maxRetries: 5,
    ...settings,
  });

describe('an error', () => {
  it.each([
    ['a refused key', 'kimi-k2.6', kimiErrors['incorrectApiKey']!, 401, 'upstream_credentials_exhausted'],
    ['an empty account', 'glm-4.7', glmErrors['1113']!, 429, 'upstream_credentials_exhausted'],
    ['a limit', 'glm-4.7', glmErrors['1302']!, 429, 'all_candidates_failed'],
    ['an overloaded vendor', 'kimi-k2.6', kimiErrors['engineOverloaded']!, 429, 'all_candidates_failed'],
    ['a refused request', 'kimi-k2.6', kimiErrors['contentFilter']!, 400, 'content_filter'],
  ])('for %s is an APICallError that is not retried', async (_what, name, scripted, statusCode, code) => {
    const { kimi, glm } = simulated;
    const vendor = name.startsWith('kimi') ? kimi : glm;
    vendor.script({ kind: 'error', error: scripted, times: 'always' });
    const error = await failureOf(ask(name));
    expect(error).toMatchObject({ statusCode, isRetryable: false, url: `reg://${name}`, data: { code } });
    expect(error.data.report?.attempts.length).toBe(vendor.requests.length);
    expect(vendor.requests.length).toBeLessThanOrEqual(2);
  });

  it.each([500, 502, 503])('for status %s tells it', async (status) => {
    const { kimi } = simulated;
    kimi.script({ kind: 'status', status, body: {}, times: 'always' });
    const error = await failureOf(ask('kimi-k2.6'));
    expect(error).toMatchObject({ statusCode: status, isRetryable: false, data: { kind: 'server_error' } });
    expect(kimi.requests).toHaveLength(2);
  });

  it('of several vendors that fail differently is a 502 with every attempt', async () => {
    const { kimi, glm } = simulated;
    kimi.script({ kind: 'status', status: 500, body: {}, times: 'always' });
    glm.script({ kind: 'error', error: glmErrors['1302']!, times: 'always' });
    const error = await failureOf(ask('kimi-k2.6', { providerOptions: { reg: { allowFallback: true } } }));
    expect(error.statusCode).toBe(502);
    expect(new Set(error.data.report?.attempts.map(({ provider }) => provider))).toEqual(
      new Set(['kimi', 'glm']),
    );
  });

  it('of a limit tells how long to wait', async () => {
    const { kimi } = simulated;
    const scripted = kimiErrors['engineOverloaded']!;
    kimi.script({ kind: 'error', error: scripted, retryAfter: { seconds: 30 }, times: 'always' });
    const error = await failureOf(ask('kimi-k2.6'));
    expect(Number(error.responseHeaders?.['retry-after-ms'])).toBeGreaterThan(20_000);
  });

  it('for a name that nobody serves tells what it looks like, and for a retired one the successor', async () => {
    expect(await failureOf(ask('kimi-k2.7-cod'))).toMatchObject({
      statusCode: 404,
      data: { code: 'model_not_found', nearMatches: expect.arrayContaining(['kimi-k2.7-code']) },
    });
    expect(await failureOf(ask('kimi-k2-0905-preview'))).toMatchObject({
      statusCode: 404,
      data: { code: 'model_retired', successor: expect.any(String) },
    });
  });

  it('for wrong options lists them all, before anything is sent', async () => {
    const { kimi } = simulated;
    const reg = { freeOnly: 'yes', maxCost: 1, requestId: 7, body: { messages: [], n: 2 } };
    const error = await failureOf(ask('kimi-k2.6', { providerOptions: { reg } }));
    expect(error.statusCode).toBe(400);
    expect(error.data.problems?.map(({ parameter }) => parameter)).toEqual([
      'reg.freeOnly',
      'reg.maxCost',
      'reg.requestId',
      'reg.body.messages',
      'reg.body.n',
    ]);
    expect(kimi.requests).toHaveLength(0);
  });

  it('for a request that no model can take tells why of each, before anything is sent', async () => {
    const { kimi } = simulated;
    const error = await failureOf(ask('kimi-k2.6', { providerOptions: { reg: { maxCostUsd: 1e-9 } } }));
    expect(error.data).toMatchObject({ code: 'no_eligible_model' });
    const own = error.data.rejected?.find(({ target }) => target === 'kimi/kimi-k2.6');
    expect(own?.reasons.map(({ code }) => code)).toContain('over_cost_cap');
    expect(kimi.requests).toHaveLength(0);
  });

  it('for time that ran out is a 504', async () => {
    const { kimi } = simulated;
    kimi.script({ kind: 'silence', times: 'always' });
    const error = await failureOf(ask('kimi-k2.6', { providerOptions: { reg: { deadlineMs: 60 } } }));
    expect(error).toMatchObject({ statusCode: 504, data: { code: 'deadline_exceeded' } });
  });

  it('has neither the key nor the prompt in it, however deep one looks', async () => {
    const { kimi } = simulated;
    kimi.script({ kind: 'error', error: kimiErrors['incorrectApiKey']!, times: 'always' });
    const error = await failureOf(ask('kimi-k2.6'));
    const seen = inspect(error, { depth: Infinity, showHidden: true });
    for (const secret of [kimiKey, glmKey, secretWord]) expect(seen).not.toContain(secret);
  });

  it('before a stream began is an error part and no retry', async () => {
    const { kimi } = simulated;
    kimi.script({ kind: 'status', status: 500, body: {}, times: 'always' });
    const errors: unknown[] = [];
    const result = streamText({
      model: simulated.reg('kimi-k2.6'),
      prompt: 'hello',
      maxRetries: 5,
      onError: ({ error }) => void errors.push(error),
    });
    await result.consumeStream();
    expect(errors).toMatchObject([{ statusCode: 500, isRetryable: false }]);
    expect(kimi.requests).toHaveLength(2);
  });
});

describe('an abort', () => {
  it.each([
    ['as it is', undefined, { name: 'AbortError' }],
    [
      'with a reason of the caller',
      new TypeError('tab closed'),
      { name: 'AbortError', cause: new TypeError('tab closed') },
    ],
  ])('%s stays an abort, and reaches the vendor', async (_how, reason, expected) => {
    const { kimi } = simulated;
    kimi.script({ kind: 'silence', times: 'always' });
    const controller = new AbortController();
    const asking = ask('kimi-k2.6', { abortSignal: controller.signal });
    await kimi.received(1);
    controller.abort(reason);
    await expect(asking).rejects.toMatchObject(expected);
    await expect.poll(() => kimi.requests.at(-1)?.aborted).toBe(true);
  });

  it('by the AI SDK’s timeout is a TimeoutError', async () => {
    const { kimi } = simulated;
    kimi.script({ kind: 'silence', times: 'always' });
    await expect(ask('kimi-k2.6', { timeout: 50 })).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});
