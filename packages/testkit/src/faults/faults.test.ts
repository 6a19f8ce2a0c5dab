import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chat, chatUnder, choicesOf, errorOf, eventsOf, messageOf, send } from '../../test/talk.js';
import { glmErrors } from '../glm/glm-errors.js';
import { startGlmSimulator } from '../glm/start-glm-simulator.js';
import { kimiErrors } from '../kimi/kimi-errors.js';
import { startKimiSimulator } from '../kimi/start-kimi-simulator.js';
import { createManualClock } from '../time/manual-clock.js';
import type { VendorSimulator } from '../vendor-simulator.js';
import type { Fault } from './fault.js';

let kimi: VendorSimulator;
let glm: VendorSimulator;
beforeAll(async () => {
  kimi = await startKimiSimulator();
  glm = await startGlmSimulator();
});
beforeEach(() => Promise.all([kimi.reset(), glm.reset()]));
afterAll(() => Promise.all([kimi.close(), glm.close()]));

const whole = { model: 'kimi-k2.6' };
const streamed = { model: 'kimi-k2.6', stream: true };

describe('vendor errors', () => {
  it.each(Object.entries(kimiErrors))('Kimi: %s is sent as it is written', async (_, error) => {
    const heard = await chatUnder(kimi, [{ kind: 'error', error }], whole);
    expect(heard.status).toBe(error.status);
    if (typeof error.body === 'string') expect(heard.text).toBe(error.body);
    else expect(heard.json).toEqual(error.body);
  });

  it.each(Object.entries(glmErrors))('GLM: %s is sent as it is written', async (_, error) => {
    const heard = await chatUnder(glm, [{ kind: 'error', error }], { model: 'glm-5' });
    expect(heard.status).toBe(error.status);
    expect(heard.json).toEqual(error.body);
  });

  it('carry Retry-After in the form that was asked for', async () => {
    const error = kimiErrors.engineOverloaded;
    const header = async (
      retryAfter: { seconds: number } | { ms: number } | { dateInMs: number },
      name: string,
    ) => (await chatUnder(kimi, [{ kind: 'error', error, retryAfter }], whole)).headers.get(name);
    expect(await header({ seconds: 7 }, 'retry-after')).toBe('7');
    expect(await header({ ms: 1500 }, 'retry-after-ms')).toBe('1500');
    expect(Date.parse(String(await header({ dateInMs: 3_600_000 }, 'retry-after')))).toBeGreaterThan(
      Date.now() + 3_500_000,
    );
  });
});

describe('the script', () => {
  it('uses up counted faults in their order, then answers as usual', async () => {
    kimi.script({ kind: 'status', status: 500 }, { kind: 'status', status: 503, times: 2 });
    const statuses = [];
    for (let turn = 0; turn < 4; turn += 1) statuses.push((await chat(kimi, whole)).status);
    expect(statuses).toEqual([500, 503, 503, 200]);
  });

  it('keeps standing faults behind counted ones until they are cleared', async () => {
    kimi.script({ kind: 'status', status: 503, times: 'always' }, { kind: 'status', status: 429 });
    expect([
      (await chat(kimi, whole)).status,
      (await chat(kimi, whole)).status,
      (await chat(kimi, whole)).status,
    ]).toEqual([429, 503, 503]);
    await kimi.clearFaults();
    expect((await chat(kimi, whole)).status).toBe(200);
  });

  it('befalls only the requests that its condition names', async () => {
    const always = 'always' as const;
    kimi.script(
      { kind: 'status', status: 501, times: always, when: { model: 'kimi-k3' } },
      { kind: 'status', status: 502, times: always, when: { model: /highspeed$/ } },
      { kind: 'status', status: 503, times: always, when: { key: 'bad' } },
      { kind: 'status', status: 504, times: always, when: { path: '/models' } },
      { kind: 'status', status: 505, times: always, when: { stream: true } },
    );
    expect((await chat(kimi, { model: 'kimi-k3' })).status).toBe(501);
    expect((await chat(kimi, { model: 'kimi-k2.7-code-highspeed' })).status).toBe(502);
    expect((await chat(kimi, whole, 'bad')).status).toBe(503);
    expect((await send(kimi, '/models')).status).toBe(504);
    expect((await chat(kimi, streamed)).status).toBe(505);
    expect((await chat(kimi, whole)).status).toBe(200);
  });

  it('strikes at the attempt that it names', async () => {
    kimi.script({ kind: 'status', status: 500, when: { attempt: 2 } });
    expect([
      (await chat(kimi, whole)).status,
      (await chat(kimi, whole)).status,
      (await chat(kimi, whole)).status,
    ]).toEqual([200, 500, 200]);
  });

  it('joins any number of manners with one outcome', async () => {
    const heard = await chatUnder(
      kimi,
      [{ kind: 'crlf' }, { kind: 'comments' }, { kind: 'cut', afterContentChunks: 2 }],
      streamed,
    );
    expect(heard.text).toContain(': keep-alive\r\n\r\ndata: ');
    expect(heard.text.replaceAll('\r\n', '')).not.toContain('\n');
    expect(eventsOf(heard)).toMatchObject({ done: false });
    expect(choicesOf(heard).length).toBe(3);
  });
});

/** The contents that were streamed before a fault struck. */
const contents = (heard: Awaited<ReturnType<typeof chat>>) =>
  choicesOf(heard).filter((choice) => choice.delta.content || choice.delta.reasoning_content).length;

const ends: readonly (readonly [
  name: string,
  fault: Fault,
  check: (heard: Awaited<ReturnType<typeof chat>>) => void,
])[] = [
  [
    'html_504',
    { kind: 'html_504' },
    (heard) =>
      expect([
        heard.status,
        heard.headers.get('content-type'),
        heard.text.includes('504 Gateway Time-out'),
      ]).toEqual([504, 'text/html', true]),
  ],
  ['empty_body', { kind: 'empty_body' }, (heard) => expect([heard.status, heard.text]).toEqual([200, ''])],
  [
    'cut before content',
    { kind: 'cut', afterContentChunks: 0 },
    (heard) => expect([contents(heard), choicesOf(heard)[0]?.delta.role]).toEqual([0, 'assistant']),
  ],
  [
    'cut after three chunks',
    { kind: 'cut', afterContentChunks: 3 },
    (heard) => expect([contents(heard), eventsOf(heard).done]).toEqual([3, false]),
  ],
  [
    'truncated_json',
    { kind: 'truncated_json' },
    (heard) => expect([heard.text.endsWith('\n\n'), contents(heard)]).toEqual([false, 1]),
  ],
  [
    'no_done',
    { kind: 'no_done' },
    (heard) =>
      expect([choicesOf(heard).at(-1)?.finish_reason, eventsOf(heard).done]).toEqual(['stop', false]),
  ],
  [
    'done_without_finish',
    { kind: 'done_without_finish' },
    (heard) => expect([choicesOf(heard).at(-1)?.finish_reason, eventsOf(heard).done]).toEqual([null, true]),
  ],
  ['no_choices', { kind: 'no_choices' }, (heard) => expect(choicesOf(heard)).toEqual([])],
  [
    'empty_answer',
    { kind: 'empty_answer' },
    (heard) => expect([contents(heard), choicesOf(heard).at(-1)?.finish_reason]).toEqual([0, 'stop']),
  ],
  [
    'malformed_chunk',
    { kind: 'malformed_chunk' },
    (heard) => expect(heard.text).toContain('data: {"id":"broken","choices":[{"delta":\n\n'),
  ],
  [
    'glued_frames',
    { kind: 'glued_frames' },
    (heard) => expect(heard.text).toMatch(/data: \{"id":"[^\n]*[^}\n]\ndata: \{"id"/),
  ],
  [
    'finish_reason',
    { kind: 'finish_reason', reason: 'network_error', afterContentChunks: 2 },
    (heard) =>
      expect([contents(heard), choicesOf(heard).at(-1)?.finish_reason, eventsOf(heard).done]).toEqual([
        2,
        'network_error',
        true,
      ]),
  ],
  [
    'error_first',
    { kind: 'error_first', error: kimiErrors.engineOverloaded },
    (heard) => expect(eventsOf(heard).events).toEqual([kimiErrors.engineOverloaded.body]),
  ],
  [
    'preamble_then_error',
    { kind: 'preamble_then_error', error: kimiErrors.engineOverloaded },
    (heard) =>
      expect([contents(heard), heard.text.includes('\n\n: waiting'), eventsOf(heard).events.length]).toEqual([
        0,
        true,
        2,
      ]),
  ],
  [
    'error_mid_stream',
    { kind: 'error_mid_stream', error: kimiErrors.serverUnavailable, named: true, done: true },
    (heard) =>
      expect([
        contents(heard),
        heard.text.includes('event: error\ndata: {"error"'),
        eventsOf(heard).done,
      ]).toEqual([1, true, true]),
  ],
  [
    'usage missing',
    { kind: 'usage', placement: 'missing' },
    (heard) => expect(heard.text).not.toContain('prompt_tokens'),
  ],
  [
    'usage beside the choices',
    { kind: 'usage', placement: 'finish' },
    (heard) =>
      expect(eventsOf(heard).events.at(-1)).toMatchObject({
        choices: [{ finish_reason: 'stop' }],
        usage: {},
      }),
  ],
  [
    'usage in an extra chunk',
    { kind: 'usage', placement: 'extra' },
    (heard) => expect(eventsOf(heard).events.at(-1)).toMatchObject({ choices: [], usage: {} }),
  ],
];

describe('a stream', () => {
  it.each(ends)('under %s', async (_, fault, check) => {
    check(await chatUnder(kimi, [fault], streamed));
  });

  it('is cut inside the arguments of a tool call, fragments or not', async () => {
    const parameters = { type: 'object', properties: { city: { type: 'string' } } };
    const tools = [{ type: 'function', function: { name: 'get_weather', description: 'x', parameters } }];
    const body = { stream: true, tools, messages: [{ role: 'user', content: 'get_weather in Berlin' }] };
    for (const [simulator, model] of [
      [kimi, 'kimi-k2.6'],
      [glm, 'glm-4.5-flash'],
    ] as const) {
      const choices = choicesOf(
        await chatUnder(simulator, [{ kind: 'cut_in_tool_call' }], { ...body, model }),
      );
      const args = choices
        .flatMap((choice) => choice.delta.tool_calls ?? [])
        .map((call) => call.function.arguments)
        .join('');
      expect('{"city":"Berlin"}'.startsWith(args) && args.length > 0 && args.length < 17, args).toBe(true);
      expect(choices.some((choice) => typeof choice.finish_reason === 'string')).toBe(false);
    }
  });

  it('splits characters over packets and loses none', async () => {
    const said = await chatUnder(kimi, [{ kind: 'split_utf8' }], {
      ...streamed,
      messages: [{ role: 'user', content: 'Grüße 你好 🌍' }],
    });
    expect(
      choicesOf(said)
        .map((choice) => choice.delta.content ?? '')
        .join(''),
    ).toBe(kimi.lastAnswer?.content);
    expect(kimi.lastAnswer?.content).toContain('Grüße 你好 🌍');
  });

  it('carries GLM errors with a request id', async () => {
    const fault: Fault = { kind: 'error_mid_stream', error: glmErrors['1302'] };
    const { events } = eventsOf(await chatUnder(glm, [fault], { model: 'glm-5', stream: true }));
    expect(events.at(-1)).toMatchObject({
      error: { code: '1302' },
      request_id: expect.any(String) as string,
    });
  });
});

describe('a whole answer', () => {
  it.each<readonly [Fault, (heard: Awaited<ReturnType<typeof chat>>) => void]>([
    [
      { kind: 'truncated_json' },
      (heard) => expect([heard.status, heard.json, heard.text.startsWith('{"id":')]).toEqual([200, {}, true]),
    ],
    [{ kind: 'no_choices' }, (heard) => expect(heard.json['choices']).toEqual([])],
    [{ kind: 'empty_answer' }, (heard) => expect(messageOf(heard).content).toBe('')],
    [
      { kind: 'finish_reason', reason: 'sensitive' },
      (heard) => expect(heard.json['choices']).toMatchObject([{ finish_reason: 'sensitive' }]),
    ],
    [
      { kind: 'error_in_200' },
      (heard) => expect([heard.status, errorOf(heard).type]).toEqual([200, 'engine_overloaded_error']),
    ],
    [
      { kind: 'error_first', error: kimiErrors.contentFilter },
      (heard) => expect([heard.status, errorOf(heard).type]).toEqual([200, 'content_filter']),
    ],
    [{ kind: 'huge_body', bytes: 200_000 }, (heard) => expect(heard.text.length).toBe(200_014)],
    [
      { kind: 'status', status: 418, body: { tea: true }, headers: { 'x-a': 'b' } },
      (heard) =>
        expect([heard.status, heard.json, heard.headers.get('x-a')]).toEqual([418, { tea: true }, 'b']),
    ],
  ])('under %j', async (fault, check) => {
    check(await chatUnder(kimi, [fault], whole));
  });

  it("is GLM's own refusal inside HTTP 200", async () => {
    const heard = await chatUnder(glm, [{ kind: 'error_in_200' }], { model: 'glm-5' });
    expect([heard.status, heard.json]).toEqual([
      200,
      { code: 401, msg: 'token expired or incorrect', success: false },
    ]);
  });
});

describe('a connection', () => {
  it.each<Fault>([
    { kind: 'reset_before_response' },
    { kind: 'reset_after_headers' },
    { kind: 'cut', afterContentChunks: 2, ending: 'reset' },
    { kind: 'cut', afterContentChunks: 2, ending: 'close' },
    { kind: 'truncated_json', ending: 'close' },
  ])('breaks under %j, and it was not the client', async (fault) => {
    await expect(chatUnder(kimi, [fault], streamed)).rejects.toThrow();
    await kimi.idle();
    expect(kimi.requests[0]).toMatchObject({ aborted: false, finished: true });
  });

  it('is refused until the faults are cleared, on the same port', async () => {
    const { baseUrl } = kimi;
    kimi.script({ kind: 'refuse_connections' });
    expect(await connectError(baseUrl)).toBe('ECONNREFUSED');
    await kimi.clearFaults();
    expect(kimi.baseUrl).toBe(baseUrl);
    expect((await chat(kimi, whole)).status).toBe(200);
  });

  it.each<Fault>([{ kind: 'silence' }, { kind: 'silence_after_headers' }, { kind: 'stall' }])(
    'stays silent under %j until the client goes',
    async (fault) => {
      kimi.script(fault);
      const abort = new AbortController();
      const body = JSON.stringify({ ...streamed, messages: [{ role: 'user', content: 'x' }] });
      const gone = fetch(`${kimi.baseUrl}/chat/completions`, {
        method: 'POST',
        headers: { authorization: 'Bearer x' },
        body,
        signal: abort.signal,
      }).then((response) => response.text());
      await kimi.received(1);
      expect(kimi.inFlight).toBe(1);
      abort.abort();
      await expect(gone).rejects.toThrow();
      await kimi.idle();
      expect(kimi.requests[0]).toMatchObject({ aborted: true, finished: false });
    },
  );
});

describe('waiting', () => {
  it('uses the clock for latency, the first token, the pace of chunks and the end of a stall', async () => {
    const clock = createManualClock();
    await using paced = await startKimiSimulator({
      clock,
      firstTokenDelayMs: 300,
      chunkDelayMs: 10,
      tokensPerSecond: 100,
    });
    paced.script({ kind: 'latency', ms: 1_000 }, { kind: 'stall', afterContentChunks: 1, forMs: 60_000 });
    const startedMs = clock.nowMs();
    let isDone = false;
    const heard = chat(paced, streamed).finally(() => (isDone = true));
    while (!isDone) await clock.advance(5);
    expect(eventsOf(await heard).done).toBe(true);
    const tokens = paced.lastAnswer?.usage.completionTokens ?? 0;
    const frames = eventsOf(await heard).events.length + 1;
    const expectedMs = 1_000 + 300 + 60_000 + tokens * 10 + (frames - 1) * 10;
    expect(Math.abs(clock.nowMs() - startedMs - expectedMs)).toBeLessThan(500);
  });

  it('holds a whole answer back for as long as a stream would take', async () => {
    const clock = createManualClock();
    await using paced = await startKimiSimulator({ clock, pacing: 'realistic' });
    const heard = chat(paced, whole);
    await paced.received(1);
    while (clock.pending === 0) await clock.advance(0);
    await clock.advance(349);
    expect(paced.inFlight).toBe(1);
    await clock.advance(60_000);
    expect((await heard).status).toBe(200);
  });
});

function connectError(baseUrl: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    httpRequest(`${baseUrl}/models`)
      .once('error', (error: NodeJS.ErrnoException) => resolve(error.code))
      .once('response', () => resolve('answered'))
      .end();
  });
}
