import type { AnswerContext, ChatDialect } from '../chat-dialect.js';
import { answerRefusal } from '../answer-refusal.js';
import { eventFrames } from '../event-frames.js';
import { parseResponsesBody, type AnswerView } from './parse-responses-body.js';
import { ResponseEvents, type EventsContext } from './response-events.js';
import { responseFromCompletion } from './response-from-completion.js';
import { responseEventText, responseText } from './response-text.js';

/** OpenAI's Responses, of which nothing is stored. */
export const responsesDialect: ChatDialect = {
  path: '/v1/responses',
  parse(body) {
    const { view, ...responses } = parseResponsesBody(body);
    return {
      ...responses,
      whole: (completion, answer) =>
        responseText(responseFromCompletion(completion, answer.report.usage, contextOf(view, answer))),
      stream(answer) {
        const events = new ResponseEvents(contextOf(view, answer));
        return {
          chunk: (chunk) => eventFrames(events.translate(chunk), responseEventText),
          end: (usage) => eventFrames(events.end(usage), responseEventText),
          failed(_error, { body: told }) {
            const { code, message } = told.error;
            return eventFrames(events.fail({ code, message }), responseEventText);
          },
        };
      },
    };
  },
};

function contextOf(view: AnswerView, { requestId, report }: AnswerContext): EventsContext {
  return { view, requestId, model: report.model ?? report.requestedModel, refuse: answerRefusal(report) };
}
