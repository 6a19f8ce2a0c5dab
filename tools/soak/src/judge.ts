import type { Received } from './ask.js';
import { jsonIn, textIn, type Json } from './json.js';
import { toolName, type Question } from './question.js';
import { parseObject, readStream, readWhole, type Answer } from './read-answer.js';

/** `lost`: nobody answered. `dishonest`: something that a client would take for what it is not. */
export type Verdict = 'answered' | 'honest_error' | 'left' | 'lost' | 'dishonest';

export interface Judgement {
  readonly verdict: Verdict;
  /** What was wrong, or the code of an honest error. */
  readonly detail?: string;
}

export interface JudgeOptions {
  /** What a model says to a prompt when nothing befalls it. */
  expectedText(target: string, prompt: string): Promise<string>;
  /** What no client may ever see. */
  readonly secrets: readonly string[];
}

/** The law: a whole answer, or an honest error, or it was the client who left. */
export async function judge(
  question: Question,
  received: Received,
  options: JudgeOptions,
): Promise<Judgement> {
  const { ending, status = 0, body, headers } = received;
  if (options.secrets.some((secret) => body.includes(secret) || JSON.stringify(headers).includes(secret)))
    return dishonest('a key was shown');
  if (ending === 'left') return { verdict: 'left' };
  if (ending === 'hung') return { verdict: 'lost', detail: received.problem ?? '' };
  if (ending === 'broken') return dishonest(`the connection broke: ${received.problem ?? ''}`);
  if (status !== 200) return judgeRefusal(status, body);
  const isStream = headers['content-type']?.includes('text/event-stream') === true;
  if (isStream !== question.stream) return dishonest('an answer in the other form');
  const answer = isStream ? readStream(body) : readWhole(body);
  const [complaint] = answer.complaints;
  if (complaint !== undefined) return dishonest(complaint);
  if (answer.error !== undefined) return judgeBreak(answer, answer.error);
  const wrong = await whatIsWrong(question, answer, { ...options, headers });
  return wrong === undefined ? { verdict: 'answered' } : dishonest(wrong);
}

function judgeRefusal(status: number, body: string): Judgement {
  const error = jsonIn(parseObject(body) ?? {}, 'error');
  if (status < 400 || error === undefined) return dishonest(`status ${status} without an error body`);
  return isTold(error) ? honest(error) : dishonest(`status ${status} without message and type`);
}

function judgeBreak(answer: Answer, error: Json): Judgement {
  if (answer.done) return dishonest('an error and [DONE]');
  if (answer.finish !== undefined) return dishonest('a finish and an error');
  return isTold(error) ? honest(error) : dishonest('an error frame without message and type');
}

function isTold(error: Json): boolean {
  return (textIn(error, 'message') ?? '') !== '' && textIn(error, 'type') !== undefined;
}

type Context = JudgeOptions & Pick<Received, 'headers'>;

async function whatIsWrong(
  question: Question,
  answer: Answer,
  context: Context,
): Promise<string | undefined> {
  if (!answer.done) return 'a clean end without [DONE]';
  if (answer.finish === undefined) return 'an end without a finish reason';
  if (question.wantsUsage && !(Number(answer.totalTokens) > 0)) return 'no usage, which was asked for';
  switch (question.kind) {
    case 'tool':
      return wrongCall(answer);
    case 'json':
      return wrongJson(question, answer);
    default:
      return wrongProse(question, answer, context);
  }
}

function wrongCall({ calls, finish }: Answer): string | undefined {
  const [call] = calls;
  if (call === undefined || calls.length > 1) return `${calls.length} tool calls instead of one`;
  if (call.name !== toolName || finish !== 'tool_calls')
    return `a call of ${call.name}, finish ${finish ?? ''}`;
  const place = textIn(parseObject(call.arguments) ?? {}, 'place');
  return place === undefined ? 'a tool call whose arguments are not whole' : undefined;
}

function wrongJson({ prompt }: Question, { text }: Answer): string | undefined {
  const json = parseObject(text);
  if (json === undefined) return 'JSON that is not whole';
  return textIn(json, 'question') === prompt ? undefined : 'JSON about another question';
}

/** A continued answer has two authors: then only its length is known, and that it has one beginning. */
async function wrongProse(
  question: Question,
  { text, finish }: Answer,
  { headers, expectedText }: Context,
): Promise<string | undefined> {
  if (finish !== 'stop') return `prose with the finish ${finish ?? ''}`;
  const target = `${headers['x-reg-provider'] ?? ''}/${headers['x-reg-model'] ?? ''}`;
  const expected = await expectedText(target, question.prompt);
  if (text === expected) return undefined;
  if (question.kind !== 'continued') return `other words than ${target} says: ${difference(text, expected)}`;
  const words = text.split(/\s+/).filter(Boolean).length;
  const begins = text.split('The simulated').length - 1;
  if (words === question.words && begins === 1) return undefined;
  return `${words} words and ${begins} beginnings in a continued answer of ${question.words}: ${difference(text, expected)}`;
}

function difference(text: string, expected: string): string {
  let same = 0;
  while (same < text.length && text[same] === expected[same]) same += 1;
  return `after ${same} characters ${JSON.stringify(text.slice(same, same + 80))} instead of ${JSON.stringify(expected.slice(same, same + 80))}`;
}

function honest(error: Json): Judgement {
  return { verdict: 'honest_error', detail: textIn(error, 'code') ?? textIn(error, 'type') ?? '' };
}

function dishonest(detail: string): Judgement {
  return { verdict: 'dishonest', detail };
}
