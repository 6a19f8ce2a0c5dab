import type { ChatCompletion, ChatCompletionChunk, ChatRequest, RouteReport, TokenUsage } from '@reg/core';
import type { ErrorResponse } from '../http/error-response.js';
import type { ChatBody } from '../http/parse-chat-body.js';
import type { TranslationWarning } from './translation-notes.js';

/** One way of asking for an answer over HTTP: an API that clients speak, in both directions. Pure. */
export interface ChatDialect {
  readonly path: string;
  /** @throws InvalidRequestError with every problem of the body. */
  parse(body: unknown): DialectCall;
  /** Headers that its clients expect on every answer. */
  headersOf?(requestId: string): Readonly<Record<string, string>>;
}

/** One request, and how its answer is told. */
export interface DialectCall extends ChatBody {
  /** What could not be carried over. */
  readonly warnings: readonly TranslationWarning[];
  /**
   * The body of a whole answer, as JSON.
   *
   * @throws MalformedResponseError for an answer that this dialect cannot tell.
   */
  whole(completion: ChatCompletion, answer: AnswerContext): string;
  /** A streamed answer; made for each stream. What it makes keeps nothing of the request: that may be megabytes. */
  stream(answer: AnswerContext, request: ChatRequest): DialectStream;
}

/** Who answers whom. */
export interface AnswerContext {
  readonly requestId: string;
  readonly report: RouteReport;
}

/** The events of one streamed answer, as they go over the wire. */
export interface DialectStream {
  /** What keeps a silent stream alive. @default a comment */
  readonly heartbeatFrame?: string;
  /** What a chunk amounts to; empty when there is nothing to tell of it. */
  chunk(chunk: ChatCompletionChunk): string;
  /** The end of an answer that is whole, and of no other. */
  end(usage: TokenUsage): string;
  /** The end of one that broke: clients take a stream that merely stops for a finished answer. */
  failed(error: unknown, told: ErrorResponse): string;
}
