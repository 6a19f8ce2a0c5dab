import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallOptions } from '@reg/registry';
import { reportOf } from '@reg/selection';
import type { CallInFlight } from './calls-in-flight.js';
import { describeError, type Exchange } from './error-handling.js';
import { errorResponse } from './error-response.js';
import type { HttpContext } from './http-context.js';
import { parseChatBody, type ChatBody } from './parse-chat-body.js';
import { parseJsonBody } from './parse-json-body.js';
import { readRequestBody } from './read-request-body.js';
import type { Reception } from './reception.js';
import { costHeader, reportHeaders } from './report-headers.js';
import { createSseWriter } from './sse-writer.js';
import { streamAnswer } from './stream-answer.js';

export const chatCompletionsPath = '/v1/chat/completions';

export interface ChatCompletionsOptions {
  readonly bodyLimitBytes: number;
  readonly reception: Reception;
}

interface ChatExchange extends Exchange {
  /** What every answer carries. */
  readonly headers: Record<string, string>;
}

/**
 * POST /v1/chat/completions, whole or streamed as the body says. It is served on Node's own server, without a
 * framework between: nearly every request of a gateway is one of these.
 */
export function createChatCompletions(
  context: HttpContext,
  { bodyLimitBytes, reception }: ChatCompletionsOptions,
): (message: IncomingMessage, response: ServerResponse, requestId: string) => void {
  const answer = async (exchange: ChatExchange): Promise<void> => {
    const { message, record } = exchange;
    reception.admit(message, record);
    const body = parseChatBody(parseJsonBody(await readRequestBody(message, bodyLimitBytes)));
    if (context.logPrompts) record.prompt = body.request.messages;
    record.stream = body.request.stream === true;
    await answerCall(exchange, body, context);
  };
  return (message, response, requestId) => {
    const record = reception.begin({ message, response, requestId, route: chatCompletionsPath });
    const exchange = { message, response, record, headers: reception.headersOf(record) };
    answer(exchange).catch((error: unknown) => {
      sendError(error, exchange, context);
    });
  };
}

async function answerCall(exchange: ChatExchange, body: ChatBody, context: HttpContext): Promise<void> {
  const { response, record } = exchange;
  const call = context.calls.begin();
  const onClose = () => {
    if (!response.writableFinished) call.abandon();
  };
  response.once('close', onClose);
  const options: CallOptions = { ...body.route, signal: call.signal, requestId: record.requestId };
  try {
    if (record.stream === true) await sendStream(exchange, { body, options, call, context });
    else await sendWhole(exchange, { body, options, context });
  } catch (error) {
    record.report = Promise.resolve(reportOf(error));
    throw call.cutBy() ?? error;
  } finally {
    call.end();
  }
}

interface ChatCall {
  readonly body: ChatBody;
  readonly options: CallOptions;
  readonly context: HttpContext;
}

async function sendWhole(exchange: ChatExchange, { body, options, context }: ChatCall): Promise<void> {
  const { completion, report } = await context.registry.chat(body.request, options);
  exchange.record.report = Promise.resolve(report);
  sendJson(exchange, 200, completion, { ...reportHeaders(report), ...costHeader(report) });
}

async function sendStream(
  { response, record, headers }: ChatExchange,
  { body, options, call, context }: ChatCall & { readonly call: CallInFlight },
): Promise<void> {
  const stream = await context.registry.stream(body.request, options);
  record.report = stream.finished;
  const writer = createSseWriter(response, {
    ...context.sse,
    onStall() {
      record.errorCode = 'reader_stalled';
      record.errorMessage = `The client read nothing for ${context.sse.readerTimeoutMs} ms.`;
    },
  });
  writer.open({ ...headers, ...reportHeaders(stream.report) });
  await streamAnswer(stream, writer, {
    includeUsage: body.request.stream_options?.include_usage === true,
    errorBody(error) {
      const { body: errorBody } = errorResponse(call.cutBy() ?? error, {
        requestId: record.requestId,
        snapshot: () => context.registry.snapshot(),
      });
      record.errorCode = errorBody.error.code;
      record.errorMessage = errorBody.error.message;
      return errorBody;
    },
  });
}

function sendError(error: unknown, exchange: ChatExchange, context: HttpContext): void {
  const { status, headers, body } = describeError(error, exchange, context);
  const { response } = exchange;
  if (response.destroyed || response.headersSent) response.destroy();
  else sendJson(exchange, status, body, headers);
}

function sendJson(
  { response, headers }: ChatExchange,
  status: number,
  body: unknown,
  more: Readonly<Record<string, string>>,
): void {
  if (response.destroyed) return;
  const text = JSON.stringify(body);
  response.writeHead(status, {
    ...headers,
    ...more,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
