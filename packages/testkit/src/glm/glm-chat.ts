import { createHash } from 'node:crypto';
import { generateAnswer } from '../answer/generate-answer.js';
import type { PrefixCache } from '../answer/prefix-cache.js';
import { lastUserText, type AnswerRequest, type PromptMessage } from '../answer/prompt.js';
import { readFormat, readStop } from '../answer/read-choices.js';
import { readMessages, readTools } from '../answer/read-messages.js';
import type { VendorError } from '../faults/vendor-error.js';
import { errorReply, type Reply } from '../http/reply.js';
import type { ApiRequest } from '../http/vendor-behaviour.js';
import { isRecord, numberOf, textOf, type JsonRecord } from '../json-value.js';
import type { SchemaCheck } from '../openapi/create-schema-check.js';
import { glmDuplicateRequest, glmErrors, glmInvalid, glmMissing } from './glm-errors.js';
import type { GlmModel } from './glm-models.js';
import { brokenGlmRule, glmThinks } from './glm-rules.js';
import { glmCompletion, glmFrames, type GlmEnvelope } from './glm-wire.js';

export interface GlmChatContext {
  readonly models: ReadonlyMap<string, GlmModel>;
  readonly check: SchemaCheck;
  readonly cache: PrefixCache;
  /** Client request ids that are being answered. */
  readonly running: Set<string>;
  readonly tokensPerChunk: number;
}

const howToGetReal = 'For real answers, set ZAI_API_KEY (or GLM_API_KEY) and start again.';
const defaultMaxTokens = 65_536;

/** `POST /paas/v4/chat/completions` */
export function answerGlmChat(request: ApiRequest, context: GlmChatContext): Reply {
  const body = request.json;
  if (!isRecord(body)) return errorReply(glmErrors['1210']);
  if (body['model'] === undefined) return errorReply(glmMissing('model'));
  const model = context.models.get(String(body['model']));
  if (model === undefined) return errorReply(glmErrors['1211']);
  const schema = model.vision ? 'ChatCompletionVisionRequest' : 'ChatCompletionTextRequest';
  const broken = schemaError(context.check, schema, body) ?? brokenGlmRule(body, model);
  if (broken !== undefined) return errorReply(broken);
  const requestId = textOf(body['request_id']);
  if (requestId !== undefined && context.running.has(requestId))
    return errorReply(glmDuplicateRequest(requestId));
  return speak(request, { body, model, context, requestId });
}

/** What the schema finds wrong, in the vendor's codes. */
export function schemaError(check: SchemaCheck, schema: string, body: unknown): VendorError | undefined {
  const [problem] = check(schema, body);
  if (problem === undefined) return undefined;
  return problem.missing ? glmMissing(problem.field) : glmInvalid(problem.field);
}

/** `yyyyMMddHHmmss` in Beijing time and some hexadecimal digits. */
export function glmId(nowMs: number, seed: string): string {
  const beijing = new Date(nowMs + 8 * 3_600_000).toISOString();
  return (
    beijing.slice(0, 19).replaceAll(/[-T:]/g, '') +
    createHash('sha256').update(seed).digest('hex').slice(0, 16)
  );
}

interface Turn {
  readonly body: JsonRecord;
  readonly model: GlmModel;
  readonly context: GlmChatContext;
  readonly requestId: string | undefined;
}

let answered = 0;

function speak(request: ApiRequest, turn: Turn): Reply {
  const { body, model, context, requestId } = turn;
  const messages = readMessages(body['messages']);
  const prompt = context.cache.count(`${model.id} ${request.key ?? ''}`, body['tools'], messages);
  if (prompt.promptTokens >= model.contextWindow) return errorReply(glmErrors['1261']);
  const room = model.contextWindow - prompt.promptTokens;
  const maxTokens = Math.min(room, numberOf(body['max_tokens']) ?? defaultMaxTokens);
  const answer = generateAnswer(answerRequest(turn, messages, maxTokens), prompt);
  const id = glmId(request.nowMs, `${answered++} ${request.nowMs}`);
  const envelope: GlmEnvelope = {
    id,
    requestId: requestId ?? id,
    created: Math.floor(request.nowMs / 1000),
    tokensPerChunk: context.tokensPerChunk,
    recentWire: model.recentWire,
    streamsTools: body['tool_stream'] === true,
    webSearch: webSearchResults(body, lastUserText(messages)),
  };
  if (requestId !== undefined) context.running.add(requestId);
  return {
    type: 'chat',
    answer,
    stream: body['stream'] === true,
    completion: glmCompletion(answer, envelope),
    frames: (usage) => glmFrames(answer, envelope, usage),
    ended: () => context.running.delete(requestId ?? ''),
  };
}

function answerRequest(turn: Turn, messages: readonly PromptMessage[], maxTokens: number): AnswerRequest {
  const { body, model } = turn;
  const effort = textOf(body['reasoning_effort']);
  return {
    model: model.id,
    howToGetReal,
    messages,
    tools: readTools(body['tools']),
    toolChoice: 'auto',
    format: readFormat(body['response_format']),
    maxTokens,
    stop: readStop(body['stop']),
    thinks: glmThinks(body, model),
    // GLM-4.5 puts an empty line between its thoughts and its answer (seen 2025-09).
    ...(model.id.startsWith('glm-4.5') && glmThinks(body, model) ? { opening: '\n' } : {}),
    ...(effort === undefined ? {} : { effort }),
    toolCallId: (index, name) =>
      `call_${createHash('sha256')
        .update(`${JSON.stringify(body['messages'])}${name}${index}`)
        .digest('base64url')
        .slice(0, 22)}`,
  };
}

/** The vendor searches by itself when the tool is offered, and shows what it found when `search_result` says so. */
function webSearchResults(body: JsonRecord, question: string): readonly unknown[] | undefined {
  const tools = Array.isArray(body['tools']) ? body['tools'].filter(isRecord) : [];
  const search = tools.find((tool) => tool['type'] === 'web_search')?.['web_search'];
  if (!isRecord(search) || search['enable'] === false || search['search_result'] !== true) return undefined;
  const query = textOf(search['search_query']) ?? question.slice(0, 80);
  const count = Math.min(3, numberOf(search['count']) ?? 3);
  return Array.from({ length: count }, (_, index) => ({
    title: `Simulated result ${index + 1} for ${query}`,
    content: `A made-up page about ${query}.`,
    link: `https://example.com/${index + 1}`,
    media: 'example.com',
    icon: '',
    refer: `ref_${index + 1}`,
    publish_date: '2026-01-15',
  }));
}
