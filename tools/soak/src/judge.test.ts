import { describe, expect, it } from 'vitest';
import type { Received } from './ask.js';
import { judge } from './judge.js';
import type { Question, QuestionKind } from './question.js';

const said = 'The simulated kimi-k2.6 writes 5';
const secret = 'sk-secret-0123456789';
const options = { expectedText: () => Promise.resolve(said), secrets: [secret] };

function asked(kind: QuestionKind, stream: boolean): Question {
  return {
    kind,
    manner: 'plain',
    stream,
    wantsUsage: false,
    prompt: 'Write 5 words.',
    words: 5,
    leavesAfterMs: 0,
    body: {},
  };
}

const chunk = (delta: object, finish: string | null = null): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
const prose = chunk({ content: said });
const stop = chunk({}, 'stop');
const done = 'data: [DONE]\n\n';
const failed = `data: ${JSON.stringify({ error: { message: 'cut', type: 'api_error', code: 'stream_truncated' } })}\n\n`;

function streamed(body: string, more: Partial<Received> = {}): Received {
  return { ending: 'ended', status: 200, headers: { 'content-type': 'text/event-stream' }, body, ...more };
}

function whole(status: number, body: unknown): Received {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { ending: 'ended', status, headers: { 'content-type': 'application/json' }, body: text };
}

async function verdictOn(received: Received, kind: QuestionKind = 'prose'): Promise<string> {
  const isStream = received.headers['content-type'] === 'text/event-stream';
  return (await judge(asked(kind, isStream), received, options)).verdict;
}

describe('a stream', () => {
  it.each<[string, string, string, QuestionKind?]>([
    ['answered', 'the text, a finish and [DONE]', `: ping\n\n${prose}${stop}${done}`],
    ['honest_error', 'text and an error', prose + failed],
    ['dishonest', 'a clean end without [DONE]', prose + stop],
    ['dishonest', '[DONE] without a finish', prose + done],
    ['dishonest', 'nothing', ''],
    ['dishonest', 'an error and [DONE]', prose + failed + done],
    ['dishonest', 'a finish and an error', prose + stop + failed],
    ['dishonest', 'other words', chunk({ content: 'Something else' }) + stop + done],
    ['dishonest', 'text that comes twice', prose + prose + stop + done],
    ['dishonest', 'two finishes', prose + stop + stop + done],
    ['dishonest', 'an event that is cut', `${prose + stop + done}data: {"cho`],
    ['dishonest', 'a key', chunk({ content: secret }) + failed],
    ['answered', 'a continuation of the right length', prose.replace('5', 'ten') + stop + done, 'continued'],
    ['dishonest', 'a continuation that lost a word', prose.replace(' 5', '') + stop + done, 'continued'],
    ['dishonest', 'a tool call that was asked for and is missing', prose + stop + done, 'tool'],
    ['dishonest', 'JSON that is cut', chunk({ content: '{"a":' }) + stop + done, 'json'],
  ])('%s: %s', async (verdict, _, body, kind) => {
    expect(await verdictOn(streamed(body), kind)).toBe(verdict);
  });

  it('is lost when it hangs, dishonest when it breaks, nobody’s fault when the client left', async () => {
    expect(await verdictOn(streamed(prose, { ending: 'hung' }))).toBe('lost');
    expect(await verdictOn(streamed(prose, { ending: 'broken' }))).toBe('dishonest');
    expect(await verdictOn(streamed(prose, { ending: 'left' }))).toBe('left');
  });
});

describe('a whole answer', () => {
  const choices = [{ index: 0, message: { content: said }, finish_reason: 'stop' }];
  it.each<[string, string, Received]>([
    ['answered', 'the text and a finish', whole(200, { choices })],
    ['honest_error', 'a status and an error', whole(502, { error: { message: 'down', type: 'api_error' } })],
    ['dishonest', 'an error under 200', whole(200, { error: { message: 'down', type: 'api_error' } })],
    ['dishonest', 'an HTML page', whole(502, '<html></html>')],
    ['dishonest', 'no finish', whole(200, { choices: [{ message: { content: said } }] })],
  ])('%s: %s', async (verdict, _, received) => {
    expect(await verdictOn(received)).toBe(verdict);
  });
});
