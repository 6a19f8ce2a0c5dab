import { createApiError, type RouteReport } from '@reg/core';
import type { CallOptions } from '@reg/registry';
import { estimateInputTokens, reportOf } from '@reg/selection';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { anthropicErrorResponse } from '../dialects/anthropic/error-envelope.js';
import { pingFrame } from '../dialects/anthropic/event-frames.js';
import { MessageEvents } from '../dialects/anthropic/message-events.js';
import { messageFromCompletion } from '../dialects/anthropic/message-from-completion.js';
import { parseMessagesBody, type MessagesBody } from '../dialects/anthropic/parse-messages-body.js';
import type { CallInFlight } from './calls-in-flight.js';
import { fixedHeaders } from './fixed-headers.js';
import { errorResponse } from './error-response.js';
import type { HttpContext } from './http-context.js';
import { costHeader, reportHeaders } from './report-headers.js';
import { createSseWriter } from './sse-writer.js';
import { streamMessage } from './stream-message.js';

interface MessageExchange {
  readonly body: MessagesBody;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly call: CallInFlight;
  readonly options: CallOptions;
}

/** Anthropic's Messages API: POST /v1/messages, whole or streamed, and POST /v1/messages/count_tokens. */
export function addMessagesRoutes(server: FastifyInstance, context: HttpContext): void {
  server.post('/v1/messages', async (request, reply) => {
    reply.header('request-id', request.id);
    const body = parseMessagesBody(request.body);
    if (context.logPrompts) request.record.prompt = body.request.messages;
    request.record.stream = body.request.stream === true;
    const call = context.calls.begin();
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) call.abandon();
    });
    const options: CallOptions = { ...body.route, signal: call.signal, requestId: request.id };
    const exchange: MessageExchange = { body, request, reply, call, options };
    try {
      await (request.record.stream ? streamed(exchange, context) : whole(exchange, context));
    } catch (error) {
      request.record.report ??= Promise.resolve(reportOf(error));
      throw call.cutBy() ?? error;
    } finally {
      call.end();
    }
    return reply;
  });
  server.post('/v1/messages/count_tokens', async (request, reply) => {
    const body = parseMessagesBody(request.body);
    reply.headers({ 'request-id': request.id, ...warningHeader(body) });
    return { input_tokens: estimateInputTokens(body.request) };
  });
}

async function whole(exchange: MessageExchange, context: HttpContext): Promise<void> {
  const { body, request, reply, options } = exchange;
  const { completion, report } = await context.registry.chat(body.request, options);
  request.record.report = Promise.resolve(report);
  const message = messageFromCompletion(completion, {
    view: body.view,
    counted: report.usage,
    refuse: refusalOf(report),
  });
  reply.headers({ ...reportHeaders(withTranslation(report, body)), ...costHeader(report) });
  reply.send(message);
}

async function streamed(exchange: MessageExchange, context: HttpContext): Promise<void> {
  const { body, request, reply, call, options } = exchange;
  const stream = await context.registry.stream(body.request, options);
  request.record.report = stream.finished;
  // From here on the answer is written as it comes; what Fastify gathered so far goes along.
  reply.hijack();
  const writer = createSseWriter(reply.raw, {
    ...context.sse,
    heartbeatFrame: pingFrame,
    onStall() {
      request.record.errorCode = 'reader_stalled';
      request.record.errorMessage = `The client read nothing for ${context.sse.readerTimeoutMs} ms.`;
    },
  });
  writer.open({ ...fixedHeaders(reply), ...reportHeaders(withTranslation(stream.report, body)) });
  const events = new MessageEvents({
    view: body.view,
    estimatedInputTokens: estimateInputTokens(body.request),
    refuse: refusalOf(stream.report),
  });
  await streamMessage(stream, writer, {
    events,
    errorBody(error) {
      const cause = call.cutBy() ?? error;
      const told = errorResponse(cause, {
        requestId: request.id,
        snapshot: () => context.registry.snapshot(),
      });
      request.record.errorCode = told.body.error.code;
      request.record.errorMessage = told.body.error.message;
      return anthropicErrorResponse(cause, told, request.id).body;
    },
  });
}

/** An answer that this dialect cannot tell is the model's failure, like any other malformed one. */
function refusalOf({ provider = 'reg', model }: RouteReport): (message: string) => Error {
  return (message) =>
    createApiError({
      kind: 'malformed_response',
      provider,
      message,
      ...(model === undefined ? {} : { model }),
    });
}

/** The report with what the translation changed before any vendor was asked. */
function withTranslation(report: RouteReport, { warnings }: MessagesBody): RouteReport {
  if (warnings.length === 0) return report;
  const { provider = 'reg', model = report.requestedModel } = report;
  const own = warnings.map((warning) => ({ provider, model, ...warning }));
  return { ...report, warnings: [...own, ...report.warnings] };
}

function warningHeader({ warnings }: MessagesBody): Record<string, string> {
  const listed = warnings.map(({ parameter, action }) => `${parameter} ${action}`).join(', ');
  return listed === '' ? {} : { 'x-reg-warnings': listed.replace(/[^\x20-\x7e]/g, '?').slice(0, 1024) };
}
