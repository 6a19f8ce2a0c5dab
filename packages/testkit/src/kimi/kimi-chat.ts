import { createHash } from 'node:crypto';
import { generateAnswer } from '../answer/generate-answer.js';
import type { PrefixCache } from '../answer/prefix-cache.js';
import type { AnswerRequest, OfferedTool, PromptMessage } from '../answer/prompt.js';
import { readFormat, readStop, readToolChoice } from '../answer/read-choices.js';
import { readMessages, readTools } from '../answer/read-messages.js';
import type { FileStore } from '../files/file-store.js';
import type { VendorError } from '../faults/vendor-error.js';
import { errorReply, type Reply } from '../http/reply.js';
import type { ApiRequest } from '../http/vendor-behaviour.js';
import { isRecord, numberOf, textOf, type JsonRecord } from '../json-value.js';
import type { SchemaCheck } from '../openapi/create-schema-check.js';
import { kimiErrors, kimiInvalidRequest } from './kimi-errors.js';
import type { KimiModel } from './kimi-models.js';
import { brokenKimiRule, kimiThinks } from './kimi-rules.js';
import { kimiCompletion, kimiFrames } from './kimi-wire.js';

export interface KimiChatContext {
  readonly models: ReadonlyMap<string, KimiModel>;
  readonly check: SchemaCheck;
  readonly cache: PrefixCache;
  readonly files: FileStore;
  readonly tokensPerChunk: number;
  nextId(): string;
}

const howToGetReal = 'For real answers, set MOONSHOT_API_KEY (or KIMI_API_KEY) and start again.';

/** `POST /v1/chat/completions` */
export function answerKimiChat(request: ApiRequest, context: KimiChatContext): Reply {
  const body = request.json;
  if (!isRecord(body))
    return errorReply(kimiInvalidRequest('Invalid request: the body is not a JSON object'));
  const model = context.models.get(textOf(body['model']) ?? '');
  if (typeof body['model'] !== 'string')
    return errorReply(kimiInvalidRequest('Invalid request: model is required'));
  if (model === undefined) return errorReply(unknownKimiModel(body['model']));
  const [problem] = context.check(model.family === 'k3' ? 'KimiK3ChatRequest' : 'KimiK26ChatRequest', body);
  if (problem !== undefined) return errorReply(kimiInvalidRequest(`Invalid request: ${problem.message}`));
  const thinks = kimiThinks(model, body);
  const messages = Array.isArray(body['messages']) ? body['messages'].filter(isRecord) : [];
  const broken = brokenKimiRule({
    body,
    messages,
    model,
    thinks,
    hasFile: (id) => context.files.get(id) !== undefined,
  });
  return broken === undefined ? speak(request, { body, model, thinks, context }) : errorReply(broken);
}

/** The 404 for a model that is unknown, retired, or not for this account. */
export function unknownKimiModel(id: string): VendorError {
  return {
    ...kimiErrors.modelNotFound,
    body: {
      error: { message: `Not found the model ${id} or Permission denied`, type: 'resource_not_found_error' },
    },
  };
}

/** `ms://<id>` of an uploaded file. */
export function findKimiFile(files: FileStore) {
  return (address: string) => {
    const file = address.startsWith('ms://') ? files.get(address.slice(5)) : undefined;
    return file === undefined ? undefined : { mediaType: file.mediaType, bytes: file.bytes.length };
  };
}

interface Turn {
  readonly body: JsonRecord;
  readonly model: KimiModel;
  readonly thinks: boolean;
  readonly context: KimiChatContext;
}

function speak(request: ApiRequest, turn: Turn): Reply {
  const { body, model, context } = turn;
  const messages = readMessages(body['messages'], findKimiFile(context.files));
  const prompt = context.cache.count(`${model.id} ${request.key ?? ''}`, body['tools'], messages);
  const wanted = numberOf(body['max_completion_tokens']) ?? numberOf(body['max_tokens']);
  if (prompt.promptTokens >= model.contextWindow) return errorReply(kimiErrors.inputTooLong);
  if (wanted !== undefined && prompt.promptTokens + wanted > model.contextWindow)
    return errorReply(tokenLimit(model));
  const room = model.contextWindow - prompt.promptTokens;
  const answer = generateAnswer(
    answerRequest(turn, messages, wanted ?? Math.min(room, model.defaultMaxTokens)),
    prompt,
  );
  const options = body['stream_options'];
  const envelope = {
    id: context.nextId(),
    created: Math.floor(request.nowMs / 1000),
    tokensPerChunk: context.tokensPerChunk,
    includeUsage: isRecord(options) && options['include_usage'] === true,
  };
  return {
    type: 'chat',
    answer,
    stream: body['stream'] === true,
    completion: kimiCompletion(answer, envelope),
    frames: (usage) => kimiFrames(answer, envelope, usage),
  };
}

function tokenLimit(model: KimiModel): VendorError {
  const message = `Invalid request: Your request exceeded model token limit: ${model.contextWindow}`;
  return { ...kimiErrors.invalidTokenLimit, body: { error: { message, type: 'invalid_request_error' } } };
}

function answerRequest(turn: Turn, messages: readonly PromptMessage[], maxTokens: number): AnswerRequest {
  const { body, model, thinks } = turn;
  const effort = textOf(body['reasoning_effort']);
  return {
    model: model.id,
    howToGetReal,
    messages,
    tools: offeredTools(body),
    toolChoice: readToolChoice(body['tool_choice']),
    format: readFormat(body['response_format']),
    maxTokens,
    stop: readStop(body['stop']),
    thinks,
    ...(effort === undefined || model.family !== 'k3' ? {} : { effort }),
    // As documented: readable, opaque, and not unique across turns.
    toolCallId: (index, name) => `${name.slice(0, 48)}:${index}`,
  };
}

/** The tools of the request, those that system messages declare on the way, and the vendor's own search. */
function offeredTools(body: JsonRecord): OfferedTool[] {
  const messages = Array.isArray(body['messages']) ? body['messages'].filter(isRecord) : [];
  const declared = messages.flatMap((message) => readTools(message['tools']));
  return [...readTools(body['tools']), ...declared].map((tool) =>
    tool.name === '$web_search'
      ? { ...tool, type: 'builtin_function', parameters: { const: searchArguments(body) } }
      : tool,
  );
}

/** What the vendor's search found, in the only form in which a client ever sees it. */
function searchArguments(body: JsonRecord) {
  const id = createHash('sha256').update(JSON.stringify(body['messages'])).digest('hex').slice(0, 32);
  return { search_result: { search_id: id }, usage: { total_tokens: 1_024 } };
}
