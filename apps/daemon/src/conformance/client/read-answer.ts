import type { Answered } from '../seen.js';
import { isRecord } from './json-fields.js';

/** What a reader has put together so far. */
export interface ReadAnswer {
  readonly complaints: string[];
  readonly toolCalls: { name: string; arguments: string }[];
  text: string;
  reasoning: string;
  finish?: string;
  totalTokens?: number;
  error?: { readonly code: string; readonly message: string };
}

/** What it was, once nothing more comes. */
export function answeredFrom(read: ReadAnswer): Answered {
  const { complaints, text, reasoning, toolCalls, finish, totalTokens, error } = read;
  if (error === undefined && finish === undefined) complaints.push('ended without a finish reason');
  const hasContent = text !== '' || reasoning !== '' || toolCalls.length > 0;
  const ended = error === undefined ? 'whole' : hasContent ? 'broken' : 'refused';
  return {
    outcome: complaints.length > 0 ? 'dishonest' : ended,
    complaints: [...new Set(complaints)],
    text,
    reasoning,
    toolCalls,
    ...error,
    ...(finish === undefined ? {} : { finish }),
    ...(totalTokens === undefined ? {} : { totalTokens }),
  };
}

export function parsedEvent(data: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const json: unknown = JSON.parse(data);
    return isRecord(json) ? json : undefined;
  } catch {
    return undefined;
  }
}
