import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ChatCompletion, RouteReport } from '@reg/core';
import type { CallOptions, RoutedStream } from '@reg/registry';
import { reportOf } from '@reg/selection';
import type { ChatDialect, DialectCall, DialectStream } from '../dialects/chat-dialect.js';
import type { TranslationWarning } from '../dialects/translation-notes.js';
import { contextFor } from '../keys/client.js';
import type { CallInFlight } from './calls-in-flight.js';
import { describeError, type Exchange } from './error-handling.js';
import { errorResponse, type ErrorResponse } from './error-response.js';
import type { HttpContext } from './http-context.js';
import type { KnownLists } from './known-lists.js';
import { parseJsonBody } from './parse-json-body.js';
import { handOver, readRequestBody, type WholeRequestBody } from './read-request-body.js';
import type { Reception } from './reception.js';
import { createRefusal } from './refuse-call.js';
import { relayStream } from './relay-stream.js';
import { addCostHeader, addReportHeaders } from './report-headers.js';
import { createSseWriter } from './sse-writer.js';
import { createTurnBatch } from './turn-batch.js';

export interface ServeDialectOptions {
  readonly bodyLimitBytes: number;
  readonly reception: Reception;
  readonly knownTools: KnownLists;
}

/** Serves one request that came to the path of a dialect. */
export type DialectHandler = (message: IncomingMessage, response: ServerResponse, requestId: string) => void;

interface DialectExchange extends Exchange {
  /** What every answer carries. */
  readonly headers: Record<string, string>;
}

/**
 * Serves a dialect, whole or streamed as the body says, on Node's own server without a framework between: nearly
 * every request of a gateway is one of these.
 */
export function serveDialect(
  dialect: ChatDialect,
  context: HttpContext,
  { bodyLimitBytes, reception, knownTools }: ServeDialectOptions,
): DialectHandler {
  // Who is alone has nobody to be served together with.
  const hand = (body: WholeRequestBody): void => {
    if (context.calls.count === 0) handOver(body);
    else handOverLater(body);
  };
  const answer = async (exchange: DialectExchange): Promise<ToTell> => {
    const { message, record } = exchange;
    reception.admit(exchange);
    const call = dialect.parse(
      parseJsonBody(await readRequestBody(message, bodyLimitBytes, hand), knownTools),
    );
    if (context.logPrompts) record.prompt = call.request.messages;
    record.stream = call.request.stream === true;
    return answerCall(exchange, call, contextFor(context, record));
  };
  const refuse = createRefusal(dialect, context);
  return (message, response, requestId) => {
    if (context.overload?.enter() === false) {
      refuse({ message, response, requestId });
      return;
    }
    const record = reception.begin({ message, response, requestId, route: dialect.path, isCall: true });
    const headers = reception.headersOf(record);
    if (dialect.headersOf !== undefined) Object.assign(headers, dialect.headersOf(requestId));
    const exchange = { message, response, record, headers };
    const fail = (error: unknown): void => {
      sendError(error, exchange, context);
    };
    // In two steps, because whatever waits within `answer` keeps the request, and a stream may last for an hour.
    answer(exchange).then((toTell) => {
      if ('stream' in toTell) tellStream(toTell).catch(fail);
      else if (context.calls.count === 1) tellWhole(toTell);
      else tellWholeLater(toTell);
    }, fail);
  };
}

/** An answer that its client is to be told. */
type ToTell = StreamToTell | WholeToTell;

interface AnswerToTell {
  readonly exchange: DialectExchange;
  readonly inFlight: CallInFlight;
  readonly context: HttpContext;
  readonly report: RouteReport;
}

/** A streamed answer that has begun, without what was asked. */
interface StreamToTell extends AnswerToTell {
  readonly stream: RoutedStream;
  readonly told: DialectStream;
}

/** A whole answer. */
interface WholeToTell extends AnswerToTell {
  readonly call: DialectCall;
  readonly completion: ChatCompletion;
}

/** Answers a call, but for the telling. */
async function answerCall(
  exchange: DialectExchange,
  call: DialectCall,
  context: HttpContext,
): Promise<ToTell> {
  const { response, record } = exchange;
  const inFlight = context.calls.begin();
  record.abandon = () => {
    inFlight.abandon();
  };
  if (response.closed) inFlight.abandon();
  const options: CallOptions = { ...call.route, signal: inFlight.signal, requestId: record.requestId };
  try {
    if (record.stream === true) {
      const stream = await context.registry.stream(call.request, options);
      const { warnings } = call;
      record.report = stream.finished.then((report) => withTranslation(report, warnings));
      const report = withTranslation(stream.report, warnings);
      const told = call.stream({ report, requestId: record.requestId }, call.request);
      return { exchange, inFlight, context, stream, report, told };
    }
    const { completion, report } = await context.registry.chat(call.request, options);
    record.report = withTranslation(report, call.warnings);
    return { exchange, inFlight, context, report: record.report, call, completion };
  } catch (error) {
    throw endedBy(error, { exchange, inFlight });
  }
}

async function tellStream(stream: StreamToTell): Promise<void> {
  try {
    await sendStream(stream);
  } catch (error) {
    throw endedBy(error, stream);
  }
  stream.inFlight.end();
}

function tellWhole(whole: WholeToTell): void {
  try {
    sendWhole(whole);
  } catch (error) {
    sendError(endedBy(error, whole), whole.exchange, whole.context);
    return;
  }
  whole.inFlight.end();
}

/** Requests that came in one turn of the event loop are gone on with together, and its answers go out together. */
const handOverLater = createTurnBatch(handOver);
const tellWholeLater = createTurnBatch(tellWhole);

/** Ends a call that failed; gives what it really ended with. */
function endedBy(error: unknown, call: Pick<StreamToTell, 'exchange' | 'inFlight'>): unknown {
  const { exchange, inFlight } = call;
  exchange.record.report ??= reportOf(error);
  const cause = inFlight.cutBy() ?? error;
  inFlight.end();
  return cause;
}

function sendWhole({ exchange, call, completion, report }: WholeToTell): void {
  const { record, headers } = exchange;
  const text = call.whole(completion, { report, requestId: record.requestId });
  addReportHeaders(headers, report);
  addCostHeader(headers, report);
  sendJson(exchange, 200, text);
}

/** Not async itself: what waits here would wait for as long as the stream lasts. */
function sendStream({ exchange, inFlight, context, stream, report, told }: StreamToTell): Promise<void> {
  const { response, record, headers } = exchange;
  const { requestId } = record;
  const writer = createSseWriter(response, {
    ...context.sse,
    ...(told.heartbeatFrame === undefined ? {} : { heartbeatFrame: told.heartbeatFrame }),
    onStall() {
      record.errorCode = 'reader_stalled';
      record.errorMessage = `The client read nothing for ${context.sse.readerTimeoutMs} ms.`;
    },
  });
  addReportHeaders(headers, report);
  writer.open(headers);
  const failureOf = (error: unknown): ErrorResponse => {
    const failure = errorResponse(error, { requestId, snapshot: () => context.registry.snapshot() });
    record.errorCode = failure.body.error.code;
    record.errorMessage = failure.body.error.message;
    return failure;
  };
  return relayStream(stream, writer, {
    told,
    failed(error) {
      const cause = inFlight.cutBy() ?? error;
      return told.failed(cause, failureOf(cause));
    },
  });
}

/** The report with what the translation changed before any vendor was asked. */
function withTranslation(report: RouteReport, warnings: readonly TranslationWarning[]): RouteReport {
  if (warnings.length === 0) return report;
  const { provider = 'reg', model = report.requestedModel } = report;
  const own = warnings.map((warning) => ({ provider, model, ...warning }));
  return { ...report, warnings: [...own, ...report.warnings] };
}

function sendError(error: unknown, exchange: DialectExchange, context: HttpContext): void {
  const { response, headers } = exchange;
  const answer = describeError(error, exchange, context);
  if (response.destroyed || response.headersSent) response.destroy();
  else {
    Object.assign(headers, answer.headers);
    sendJson(exchange, answer.status, JSON.stringify(answer.body));
  }
}

function sendJson({ response, headers }: DialectExchange, status: number, text: string): void {
  if (response.destroyed) return;
  headers['content-type'] = 'application/json; charset=utf-8';
  headers['content-length'] = String(Buffer.byteLength(text));
  response.writeHead(status, headers);
  response.end(text);
}
