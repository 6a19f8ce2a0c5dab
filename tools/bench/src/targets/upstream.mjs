// A vendor that answers at once: one whole answer, or fifty chunks five milliseconds apart. Prints its port.
import { createServer } from 'node:http';

const text = 'The quick brown fox jumps over the lazy dog and then rests for a while in the shade. ';
const whole = Buffer.from(
  JSON.stringify({
    id: 'chatcmpl-0123456789abcdef',
    object: 'chat.completion',
    created: 1_767_225_600,
    model: 'kimi-k2.6',
    choices: [{ index: 0, message: { role: 'assistant', content: text.repeat(3) }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 180, completion_tokens: 60, total_tokens: 240, cached_tokens: 0 },
  }),
);
const chunks = Number(process.env['BENCH_CHUNKS'] ?? 50);
const apartMs = Number(process.env['BENCH_APART_MS'] ?? 5);
const delayMs = Number(process.env['BENCH_DELAY_MS'] ?? 0);
const head = { id: 'chatcmpl-0123456789abcdef', object: 'chat.completion.chunk', created: 1_767_225_600 };
const event = (/** @type {unknown} */ choice, extra = {}) =>
  `data: ${JSON.stringify({ ...head, model: 'kimi-k2.6', choices: [choice], ...extra })}\n\n`;
// Each chunk says when it was written, in microseconds of the machine's own clock, so that a reader can tell its age.
const stamp = '@0000000000000000';
const now = () => `@${String(process.hrtime.bigint() / 1000n).padStart(16, '0')}`;
const pieces = Array.from({ length: chunks }, (_, index) =>
  event({
    index: 0,
    delta: { ...(index === 0 ? { role: 'assistant' } : {}), content: stamp + text.slice(0, 80) },
    finish_reason: null,
  }).split(stamp),
);
const last = `${event(
  { index: 0, delta: {}, finish_reason: 'stop' },
  { usage: { prompt_tokens: 180, completion_tokens: 60, total_tokens: 240 } },
)}data: [DONE]\n\n`;

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (/** @type {string} */ piece) => (body += piece));
  request.on('end', () => {
    if (body.includes('"stream":true')) stream(response);
    else if (delayMs === 0) answer(response);
    else setTimeout(answer, delayMs, response);
  });
});

/** @param {import('node:http').ServerResponse} response */
function answer(response) {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': whole.length });
  response.end(whole);
}

/** @param {import('node:http').ServerResponse} response */
function stream(response) {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  let sent = 0;
  const timer = setInterval(() => {
    if (response.destroyed) clearInterval(timer);
    else if (sent < chunks) {
      response.write((pieces[sent] ?? []).join(now()));
      sent += 1;
    } else {
      clearInterval(timer);
      response.end(last);
    }
  }, apartMs);
}

server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`);
});
