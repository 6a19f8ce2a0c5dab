import { InvalidRequestError, type ChatRequest } from '@reg/core';
import { isRecord } from '../../http/field-check.js';
import type { ChatBody } from '../../http/parse-chat-body.js';
import { checkedChatBody, namedAlike } from '../checked-chat-body.js';
import {
  createTranslationNotes,
  type TranslationNotes,
  type TranslationWarning,
} from '../translation-notes.js';
import { messagesFromInput } from './messages-from-input.js';
import { parametersFromResponses } from './parameters-from-responses.js';
import { reasoningWishFrom, type ReasoningView } from './reasoning-wish.js';
import { refuseStoredState } from './refused-parameters.js';
import { responseEchoFrom } from './response-echo.js';
import type { ResponseEcho } from './response-object.js';
import { textFromResponses } from './text-from-responses.js';
import { toolChoiceFromResponses } from './tool-choice-from-responses.js';
import { createToolNames, type ToolNames } from './tool-names.js';
import {
  declaredTools,
  toolsFromResponses,
  withoutTwins,
  type ToolsFromResponses,
} from './tools-from-responses.js';

/** How the answer has to look, beside what the vendor is asked. */
export interface AnswerView {
  readonly echo: ResponseEcho;
  readonly reasoning: ReasoningView;
  readonly names: Pick<ToolNames, 'toolOf'>;
}

/** A request for a Response as the registry takes it. */
export interface ResponsesBody extends ChatBody {
  readonly view: AnswerView;
  /** What could not be carried over. */
  readonly warnings: readonly TranslationWarning[];
}

/**
 * Translates the body of POST /v1/responses. `reg` holds routing options, as in a chat body.
 *
 * @throws InvalidRequestError with every problem of the body, under the names that this dialect has for things.
 */
export function parseResponsesBody(body: unknown): ResponsesBody {
  if (!isRecord(body)) {
    throw new InvalidRequestError([{ parameter: 'body', message: 'must be a JSON object' }]);
  }
  const notes = createTranslationNotes();
  const names = createToolNames();
  refuseStoredState(body, notes);
  // First the tools that are declared, so that their names stay plain whatever the history holds.
  const tools = allTools(body, { names, notes });
  const choice = toolChoiceFromResponses(body['tool_choice'], { offered: tools.offered, names, notes });
  const reasoning = reasoningWishFrom(body, notes);
  const { parallel_tool_calls: parallel, ...parameters } = parametersFromResponses(body, notes);
  const request: Partial<ChatRequest> = {
    ...parameters,
    ...reasoning.fields,
    ...textFromResponses(body['text'], notes),
    ...choice,
    // Chat APIs refuse it where there is no tool.
    ...(choice.tools === undefined || parallel === undefined ? {} : { parallel_tool_calls: parallel }),
    messages: messagesFromInput(body, { names, notes }),
  };
  const parsed = checkedChatBody({ ...request, ...namedAlike(body) }, notes);
  return {
    ...parsed,
    view: {
      echo: responseEchoFrom(body, { tools: tools.declared, reasoning: reasoning.echo }),
      reasoning: reasoning.view,
      names,
    },
    warnings: notes.warnings,
  };
}

/** The tools of the request, and those that items of the input bring along. */
function allTools(
  { tools, input }: Readonly<Record<string, unknown>>,
  place: { readonly names: ToolNames; readonly notes: TranslationNotes },
): ToolsFromResponses {
  const declared = declaredTools(tools, place);
  const later: ToolsFromResponses[] = [];
  for (const [index, item] of (Array.isArray(input) ? input : []).entries()) {
    if (!isRecord(item) || item['type'] !== 'additional_tools') continue;
    later.push(toolsFromResponses(item['tools'], { ...place, parameter: `input[${index}].tools` }));
  }
  if (later.length === 0) return declared;
  const sets = [declared, ...later];
  return {
    offered: withoutTwins(sets.flatMap(({ offered }) => offered)),
    declared: sets.flatMap((set) => set.declared),
  };
}
