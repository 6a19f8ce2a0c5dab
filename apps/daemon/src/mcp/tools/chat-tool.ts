import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import type { CallToolResult, ServerNotification, ServerRequest } from '@modelcontextprotocol/sdk/types.js';
import { reportOf } from '@reg/selection';
import type { CallInFlight } from '../../http/calls-in-flight.js';
import { answerStreamed, answerWhole, type ChatCall } from '../chat/answer-chat.js';
import { createAnswerText, type AnswerText } from '../chat/answer-text.js';
import { chatFromInput, chatInput, type ChatInput } from '../chat/chat-input.js';
import { chatOutput, chatOutputFrom, type ChatAnswer } from '../chat/chat-output.js';
import { createProgressReporter } from '../chat/progress-reporter.js';
import type { McpContext } from '../mcp-context.js';
import { toolFailure } from '../tool-failure.js';

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

/** `chat`: one answer from the best eligible model. */
export function addChatTool(server: McpServer, context: McpContext): void {
  server.registerTool(
    'chat',
    {
      title: 'Ask a model',
      description:
        'Sends a prompt or a conversation to the best eligible model, with retries and failover, and returns its answer with who gave it and what it cost. Models are other than the one you are; give them all the context that they need.',
      inputSchema: chatInput,
      outputSchema: chatOutput,
      // Not read-only: it changes nothing, but it may spend money, and hosts wave read-only tools through.
      annotations: {
        readOnlyHint: false,
        destructiveHint: false,
        idempotentHint: false,
        openWorldHint: true,
      },
    },
    (input, extra) => chat(input, extra, context),
  );
}

async function chat(input: ChatInput, extra: Extra, context: McpContext): Promise<CallToolResult> {
  const { record, ended } = context.openRecord();
  const call = context.calls.begin();
  const release = abandonOn(extra.signal, call);
  const text = createAnswerText();
  const routed = chatFromInput(input);
  if (context.logPrompts) record.prompt = routed.request.messages;
  const options = { ...routed.route, signal: call.signal, requestId: record.requestId };
  try {
    const answer = await answerAs({ chat: routed, options, record }, { extra, text, context });
    ended(200);
    return resultFrom(answer, context.sandbox);
  } catch (error) {
    const report = reportOf(error);
    if (report !== undefined) record.report = report;
    const failure = toolFailure(call.cutBy() ?? error, context, { record, partialText: text.text });
    ended(extra.signal.aborted ? 499 : 502);
    return failure;
  } finally {
    release();
    call.end();
  }
}

/** Whoever wants progress gets it from a stream; for the others an answer in one piece survives more failures. */
async function answerAs(
  call: ChatCall,
  how: { readonly extra: Extra; readonly text: AnswerText; readonly context: McpContext },
): Promise<ChatAnswer> {
  const { extra, text, context } = how;
  const progressToken = extra._meta?.progressToken;
  if (progressToken === undefined) return answerWhole(context, call);
  const progress = createProgressReporter({
    clock: context.clock,
    send: (params) =>
      extra.sendNotification({ method: 'notifications/progress', params: { progressToken, ...params } }),
  });
  try {
    return await answerStreamed(context, call, { text, progress });
  } finally {
    progress.stop();
  }
}

/** A request that is cancelled, or whose transport closes, lets go of its vendor at once. */
function abandonOn(signal: AbortSignal, call: CallInFlight): () => void {
  const abandon = () => {
    call.abandon();
  };
  signal.addEventListener('abort', abandon, { once: true });
  if (signal.aborted) abandon();
  return () => {
    signal.removeEventListener('abort', abandon);
  };
}

const endings: Readonly<Record<string, string>> = {
  length: 'The answer stops here because its token limit was reached. It is not whole.',
  content_filter: 'The answer stops here because the vendor’s content filter stepped in. It is not whole.',
};

function resultFrom(answer: ChatAnswer, sandbox: boolean): CallToolResult {
  const note = endings[answer.finishReason];
  return {
    content: [
      { type: 'text', text: answer.text },
      ...(note === undefined ? [] : [{ type: 'text' as const, text: note }]),
    ],
    structuredContent: chatOutputFrom(answer, sandbox),
  };
}
