import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bootDaemon, type BootedDaemon } from './booted-daemon.js';

const filling = 'words that make a body long '.repeat(200);

/** Posts a body as it is, and answers what the vendors were asked, each as the messages it was sent. */
async function sentFor(booted: BootedDaemon, body: string | Uint8Array): Promise<unknown[]> {
  await Promise.all([booted.kimi.reset(), booted.glm.reset()]);
  const answer = await fetch(`${booted.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  expect(answer.status).toBe(200);
  await answer.text();
  return [...booted.kimi.requests, ...booted.glm.requests].map(
    ({ body: sent }) => (sent as { messages: unknown }).messages,
  );
}

const content = fc.oneof(
  fc.string({ unit: 'binary' }).map((text) => text + filling),
  fc.constant([{ type: 'text', text: filling }]),
);
const message = fc.oneof(
  fc.record({ role: fc.constantFrom('user', 'system'), content }),
  fc.record({
    role: fc.constant('user'),
    content,
    name: fc.string(),
    unheard_of: fc.jsonValue({ maxDepth: 2 }),
  }),
);

it('reaches the vendor as it was sent, whatever its spaces and order', async () => {
  await using booted = await bootDaemon();
  await fc.assert(
    fc.asyncProperty(
      fc.array(message, { minLength: 1, maxLength: 4 }),
      fc.constantFrom(undefined, 2),
      async (messages, space) => {
        const body = JSON.stringify({ messages, model: 'kimi-k2.6' }, null, space);
        const all = [{ role: 'user', content: 'begin' }, ...messages];
        const [sent] = await sentFor(
          booted,
          body.replace(/"messages":\s*\[/, '$&{"role":"user","content":"begin"},'),
        );
        expect(sent).toEqual(JSON.parse(JSON.stringify(all)));
      },
    ),
    { numRuns: 30 },
  );
});

it.each([
  ['a field twice', `{"role":"user","content":"seen by nobody","content":${JSON.stringify(filling)}}`],
  ['a name in escapes', `{"role":"user","c\\u006fntent":${JSON.stringify(filling)}}`],
])('says to the vendor what reg read: %s', async (_case, written) => {
  await using booted = await bootDaemon();
  const [sent] = await sentFor(booted, `{"model":"kimi-k2.6","messages":[${written}]}`);
  expect(sent).toEqual([{ role: 'user', content: filling }]);
});

it.each([
  ['two lists', `"messages":[{"role":"user","content":"first"}],"messages":[{"role":"user","content":"%"}]`],
  [
    'a second list whose name is in escapes',
    `"messages":[{"role":"user","content":"first"}],"m\\u0065ssages":[{"role":"user","content":"%"}]`,
  ],
])('says to the vendor what reg read: %s', async (_case, fields) => {
  await using booted = await bootDaemon();
  const [sent] = await sentFor(booted, `{"model":"kimi-k2.6",${fields.replace('%', filling)}}`);
  expect(sent).toEqual([{ role: 'user', content: filling }]);
});

it('sends no bytes that are no UTF-8', async () => {
  await using booted = await bootDaemon();
  const [before, after] = ['{"model":"kimi-k2.6","messages":[{"role":"user","content":"', `${filling}"}]}`];
  const [sent] = await sentFor(
    booted,
    Buffer.concat([Buffer.from(before), Buffer.from([0xff]), Buffer.from(after)]),
  );
  expect(sent).toEqual([{ role: 'user', content: `\ufffd${filling}` }]);
});

it('says the same to the next vendor', async () => {
  await using booted = await bootDaemon({ overrides: { retry: { attempts: 1 } } });
  const messages = [
    { role: 'system', content: filling },
    { role: 'user', content: 'go on' },
  ];
  booted.kimi.script({ kind: 'status', status: 503 });
  const body = { model: 'kimi-k2.6', messages, reg: { allowFallback: true } };
  const answer = await fetch(`${booted.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body).replace('"messages":[', `$&${' '.repeat(10_000)}`),
  });
  expect(answer.headers.get('x-reg-provider')).toBe('glm');
  for (const { requests } of [booted.kimi, booted.glm]) {
    expect(requests).toMatchObject([{ body: { messages } }]);
    // As it came, spaces and all.
    expect(requests[0]?.bodyBytes).toBeGreaterThan(filling.length + 10_000);
  }
});

it('writes no more anew than what its vendor wants otherwise', async () => {
  await using booted = await bootDaemon();
  const call = { id: 'call_1', type: 'function', function: { name: 'look', arguments: '{}' } };
  const asked = { role: 'user', content: filling };
  const result = { role: 'tool', tool_call_id: 'call_1', content: filling };
  const messages = [asked, { role: 'assistant', content: null, tool_calls: [call] }, result];
  const spaces = ' '.repeat(10_000);
  const body = JSON.stringify({ model: 'kimi-k2.6', messages });
  const [sent] = await sentFor(booted, body.replaceAll('{"role":', `${spaces}$&`));
  expect(sent).toEqual([asked, expect.objectContaining({ content: '', tool_calls: [call] }), result]);
  const [{ bodyBytes = 0 } = {}] = booted.kimi.requests;
  expect(bodyBytes).toBeGreaterThan(2 * (filling.length + spaces.length));
  expect(bodyBytes).toBeLessThan(2 * filling.length + 3 * spaces.length);
});
