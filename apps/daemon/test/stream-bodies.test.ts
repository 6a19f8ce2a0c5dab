import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { bootDaemon } from './booted-daemon.js';
import { rawRequest, postBytes } from './raw-request.js';

const asked = (say: string): string =>
  JSON.stringify({
    model: 'kimi-k2.6',
    stream: true,
    stream_options: { include_usage: true },
    messages: [{ role: 'user', content: say }],
  });

/** What the events of a stream say together. */
function saidIn(events: string): string {
  return events
    .split('\n\n')
    .map((event) => event.replace(/^data: /, ''))
    .filter((data) => data.startsWith('{'))
    .map((data) => JSON.parse(data) as { choices: { delta: { content?: string } }[] })
    .map(({ choices: [choice] }) => choice?.delta.content ?? '')
    .join('');
}

/** Posts over a connection that is used again; tells whether it was. */
function post(agent: Agent, url: string, body: string) {
  return new Promise<{ events: string; isReused: boolean }>((resolve, reject) => {
    const outgoing = request(
      `${url}/v1/chat/completions`,
      { method: 'POST', agent, headers: { 'content-type': 'application/json' } },
      (response) => {
        text(response).then((events) => {
          resolve({ events, isReused: outgoing.reusedSocket });
        }, reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

it('ends where it ends, so that the connection carries the next one, in letters of any length', async () => {
  await using booted = await bootDaemon();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    for (const [index, say] of ['plain', '“zitiert”', '你好，世界', '🌊🌊'].entries()) {
      const { events, isReused } = await post(agent, booted.url, asked(say));
      expect(saidIn(events)).toContain(say);
      expect(events.endsWith('data: [DONE]\n\n')).toBe(true);
      expect(isReused).toBe(index > 0);
    }
  } finally {
    agent.destroy();
  }
});

it('comes as plain events to a client whose HTTP knows no chunks', async () => {
  await using booted = await bootDaemon();
  const bytes = postBytes('/v1/chat/completions', asked('“zitiert”')).replace('HTTP/1.1', 'HTTP/1.0');
  const { status, headers, body } = await rawRequest(Number(new URL(booted.url).port), bytes);
  expect(status).toBe(200);
  expect(headers).not.toHaveProperty('transfer-encoding');
  expect(body).toMatch(/^data: \{[^]*\}\n\ndata: \[DONE\]\n\n$/);
  expect(saidIn(body)).toContain('“zitiert”');
});

it('comes in chunks of whole events', async () => {
  await using booted = await bootDaemon();
  const bytes = postBytes('/v1/chat/completions', asked('你好'));
  const { headers, body } = await rawRequest(Number(new URL(booted.url).port), bytes);
  expect(headers['transfer-encoding']).toBe('chunked');
  const chunks: string[] = [];
  let rest = Buffer.from(body);
  for (;;) {
    const end = rest.indexOf('\r\n');
    const length = Number.parseInt(rest.subarray(0, end).toString('latin1'), 16);
    if (length === 0) break;
    const data = rest.subarray(end + 2, end + 2 + length);
    expect(rest.subarray(end + 2 + length, end + 4 + length).toString('latin1')).toBe('\r\n');
    chunks.push(data.toString());
    rest = rest.subarray(end + 4 + length);
  }
  expect(rest.toString('latin1')).toBe('0\r\n\r\n');
  for (const chunk of chunks) expect(chunk).toMatch(/^(data: .*\n\n)+$/);
  expect(saidIn(chunks.join(''))).toContain('你好');
});
