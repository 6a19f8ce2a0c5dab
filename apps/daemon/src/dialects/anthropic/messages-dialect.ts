import { estimateInputTokens } from '@reg/selection';
import { answerRefusal } from '../answer-refusal.js';
import type { ChatDialect } from '../chat-dialect.js';
import { anthropicErrorResponse } from './error-envelope.js';
import { eventFrames } from '../event-frames.js';
import { errorFrame, pingFrame } from './message-frames.js';
import { MessageEvents } from './message-events.js';
import { messageFromCompletion } from './message-from-completion.js';
import { parseMessagesBody } from './parse-messages-body.js';

/** Anthropic's Messages. */
export const messagesDialect: ChatDialect = {
  path: '/v1/messages',
  headersOf: (requestId) => ({ 'request-id': requestId }),
  parse(body) {
    const { view, ...messages } = parseMessagesBody(body);
    return {
      ...messages,
      whole: (completion, { report }) =>
        JSON.stringify(
          messageFromCompletion(completion, { view, counted: report.usage, refuse: answerRefusal(report) }),
        ),
      stream({ report, requestId }, request) {
        const estimatedInputTokens = estimateInputTokens(request);
        const events = new MessageEvents({ view, estimatedInputTokens, refuse: answerRefusal(report) });
        return {
          heartbeatFrame: pingFrame,
          chunk: (chunk) => eventFrames(events.translate(chunk)),
          end: (usage) => eventFrames(events.end(usage)),
          failed: (error, told) => errorFrame(anthropicErrorResponse(error, told, requestId).body),
        };
      },
    };
  },
};
