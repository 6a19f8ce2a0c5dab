import { attemptsOf, type ChatRequest, type Registry, type RouteOptions } from '@reg/registry';
import { nothingSeen, type Answered } from '../seen.js';
import { AnswerReader } from './answer-reader.js';
import { isRecord, textIn } from './json-fields.js';

export interface InProcessQuestion {
  readonly request: ChatRequest;
  readonly route: RouteOptions;
  readonly signal: AbortSignal;
  onContent?(): void;
}

/** Asks the registry itself, as an app does that has it inside. */
export async function askInProcess(registry: Registry, question: InProcessQuestion): Promise<Answered> {
  const reader = new AnswerReader();
  const { request, route, signal } = question;
  const options = { ...route, signal };
  try {
    if (request.stream !== true) {
      const { completion, report } = await registry.chat(request, options);
      reader.completion(completion as unknown as Readonly<Record<string, unknown>>);
      return { ...reader.answered(), attempts: report.attempts.length };
    }
    const stream = await registry.stream(request, options);
    let told = false;
    for await (const chunk of stream) {
      reader.chunk(chunk as unknown as Readonly<Record<string, unknown>>);
      if (told || !reader.hasContent) continue;
      told = true;
      question.onContent?.();
    }
    reader.end();
    const { attempts } = await stream.finished;
    return { ...reader.answered(), attempts: attempts.length };
  } catch (error) {
    return signal.aborted ? { ...nothingSeen, outcome: 'hung' } : afterError(error, reader);
  }
}

function afterError(error: unknown, reader: AnswerReader): Answered {
  const facts = isRecord(error) ? error : {};
  const code = textIn(facts, 'code');
  const message = error instanceof Error ? error.message : String(error);
  if (code === undefined)
    return { ...nothingSeen, outcome: 'dishonest', complaints: [`an error without a code: ${message}`] };
  if (reader.hasContent) {
    reader.error({ code, message });
    return reader.answered();
  }
  const attempts = attemptsOf(error).length;
  const wait = retryAfterMsOf(error);
  return {
    ...nothingSeen,
    outcome: 'refused',
    code,
    message,
    ...(attempts === 0 ? {} : { attempts }),
    ...(wait === undefined ? {} : { retryAfter: String(Math.ceil(wait / 1000)) }),
  };
}

/** On the error, or on the failure behind it. */
function retryAfterMsOf(error: unknown): number | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('retryAfterMs' in cause && typeof cause.retryAfterMs === 'number') return cause.retryAfterMs;
  }
  return undefined;
}
