import type { CallOptions } from '@reg/registry';
import { reportOf } from '@reg/selection';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { HttpContext } from './http-context.js';
import type { CallInFlight } from './calls-in-flight.js';
import { errorResponse } from './error-response.js';
import { parseChatBody, type ChatBody } from './parse-chat-body.js';
import { costHeader, reportHeaders } from './report-headers.js';
import { createSseWriter } from './sse-writer.js';
import { streamAnswer } from './stream-answer.js';

interface ChatExchange {
  readonly body: ChatBody;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly call: CallInFlight;
  readonly options: CallOptions;
}

/** POST /v1/chat/completions, whole or streamed as the body says. */
export function addChatCompletionsRoute(server: FastifyInstance, context: HttpContext): void {
  server.post('/v1/chat/completions', async (request, reply) => {
    const body = parseChatBody(request.body);
    if (context.logPrompts) request.record.prompt = body.request.messages;
    request.record.stream = body.request.stream === true;
    const call = context.calls.begin();
    const onClose = () => {
      if (!reply.raw.writableFinished) call.abandon();
    };
    reply.raw.once('close', onClose);
    const options: CallOptions = { ...body.route, signal: call.signal, requestId: request.id };
    const exchange: ChatExchange = { body, request, reply, call, options };
    try {
      await (request.record.stream ? streamed(exchange, context) : whole(exchange, context));
    } catch (error) {
      request.record.report = Promise.resolve(reportOf(error));
      throw call.cutBy() ?? error;
    } finally {
      call.end();
    }
    return reply;
  });
}

async function whole(exchange: ChatExchange, context: HttpContext): Promise<void> {
  const { body, request, reply, options } = exchange;
  const { completion, report } = await context.registry.chat(body.request, options);
  request.record.report = Promise.resolve(report);
  reply.headers({ ...reportHeaders(report), ...costHeader(report) });
  reply.send(completion);
}

async function streamed(exchange: ChatExchange, context: HttpContext): Promise<void> {
  const { body, request, reply, call, options } = exchange;
  const stream = await context.registry.stream(body.request, options);
  request.record.report = stream.finished;
  // From here on the answer is written as it comes; what Fastify gathered so far goes along.
  reply.hijack();
  const writer = createSseWriter(reply.raw, {
    ...context.sse,
    onStall() {
      request.record.errorCode = 'reader_stalled';
      request.record.errorMessage = `The client read nothing for ${context.sse.readerTimeoutMs} ms.`;
    },
  });
  writer.open({ ...fixedHeaders(reply), ...reportHeaders(stream.report) });
  await streamAnswer(stream, writer, {
    includeUsage: body.request.stream_options?.include_usage === true,
    errorBody(error) {
      const { body: errorBody } = errorResponse(call.cutBy() ?? error, {
        requestId: request.id,
        snapshot: () => context.registry.snapshot(),
      });
      request.record.errorCode = errorBody.error.code;
      request.record.errorMessage = errorBody.error.message;
      return errorBody;
    },
  });
}

/** The headers that hooks have set already. */
function fixedHeaders(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)]));
}
