import { randomBytes } from 'node:crypto';
import type { Answer } from '../answer/answer.js';
import { generateAnswer } from '../answer/generate-answer.js';
import { PrefixCache } from '../answer/prefix-cache.js';
import { readFormat, readStop, readToolChoice } from '../answer/read-choices.js';
import { readMessages, readTools } from '../answer/read-messages.js';
import { errorReply, jsonReply, type Reply } from '../http/reply.js';
import type { ApiRequest, VendorBehaviour } from '../http/vendor-behaviour.js';
import { isRecord, numberOf, textOf } from '../json-value.js';
import type { SimulatorOptions } from '../simulator-options.js';
import { startSimulator } from '../start-simulator.js';
import type { VendorSimulator } from '../vendor-simulator.js';
import { compatibleCompletion, compatibleFrames, type CompatibleEnvelope } from './compatible-wire.js';
import { openAiErrors } from './open-ai-errors.js';

/** How a compatible server differs from the others. */
export interface CompatibleOptions extends SimulatorOptions {
  /** Where thoughts are put: `reasoning` as vLLM does since 2025-11, or `reasoning_content`. @default 'reasoning' */
  readonly reasoningField?: 'reasoning' | 'reasoning_content';
  /** Whether the models think. @default false */
  readonly thinks?: boolean;
  /** Input plus output tokens of every model. @default 131072 */
  readonly contextWindow?: number;
}

/**
 * Starts a simulator of a plain OpenAI-compatible server such as Ollama, vLLM or llama.cpp: no key is needed unless
 * `keys` are given, and any body of the usual shape is taken.
 *
 * @throws the listener's error when the port is taken.
 */
export function startOpenAiCompatibleSimulator(options: CompatibleOptions = {}): Promise<VendorSimulator> {
  return startSimulator(createCompatibleBehaviour(options), options);
}

const defaultModels = ['llama3.2:3b', 'qwen3:8b'];
const defaultMaxTokens = 4096;

function createCompatibleBehaviour(options: CompatibleOptions): VendorBehaviour {
  const cache = new PrefixCache(0);
  const models = options.models ?? defaultModels;
  return {
    basePath: '/v1',
    errors: openAiErrors,
    tooLarge: openAiErrors.tooLarge,
    maxBodyBytes: 100 * 1024 * 1024,
    errorIn200: openAiErrors.internal.body,
    answer(request) {
      if (options.keys !== undefined && !options.keys.includes(request.key ?? ''))
        return errorReply(openAiErrors.unauthorized);
      if (request.route === '/models')
        return jsonReply({
          object: 'list',
          data: models.map((id) => ({ id, object: 'model', created: 1_767_225_600, owned_by: 'library' })),
        });
      if (request.method === 'POST' && request.route === '/chat/completions')
        return answerChat(request, { options, models, cache });
      return jsonReply(
        { error: { message: 'Not Found', type: 'invalid_request_error', param: null, code: null } },
        404,
      );
    },
    responseHeaders: () => ({}),
    errorFrameBody: (error) => (isRecord(error.body) ? error.body : openAiErrors.internal.body),
    reset() {
      cache.clear();
    },
  };
}

interface ChatContext {
  readonly options: CompatibleOptions;
  readonly models: readonly string[];
  readonly cache: PrefixCache;
}

function answerChat(request: ApiRequest, { options, models, cache }: ChatContext): Reply {
  const body = request.json;
  if (!isRecord(body) || !Array.isArray(body['messages'])) return errorReply(openAiErrors.badRequest);
  const model = textOf(body['model']) ?? '';
  if (!models.includes(model))
    return errorReply({
      ...openAiErrors.modelNotFound,
      body: {
        error: {
          message: `model "${model}" not found, try pulling it first`,
          type: 'not_found_error',
          param: null,
          code: null,
        },
      },
    });
  const messages = readMessages(body['messages']);
  const prompt = cache.count(model, body['tools'], messages);
  const room = (options.contextWindow ?? 131_072) - prompt.promptTokens;
  const wanted = numberOf(body['max_completion_tokens']) ?? numberOf(body['max_tokens']);
  if (room <= 0 || (wanted ?? 0) > room) return errorReply(openAiErrors.contextLength);
  const answer: Answer = generateAnswer(
    {
      model,
      howToGetReal: 'For real answers, point the provider at a running server.',
      messages,
      tools: readTools(body['tools']),
      toolChoice: readToolChoice(body['tool_choice']),
      format: readFormat(body['response_format']),
      maxTokens: wanted ?? Math.min(room, defaultMaxTokens),
      stop: readStop(body['stop']),
      thinks: options.thinks ?? false,
      toolCallId: () => `call_${randomBytes(4).toString('hex')}`,
    },
    prompt,
  );
  const streamOptions = body['stream_options'];
  const envelope: CompatibleEnvelope = {
    id: `chatcmpl-${randomBytes(8).toString('hex')}`,
    created: Math.floor(request.nowMs / 1000),
    tokensPerChunk: options.tokensPerChunk ?? 3,
    includeUsage: isRecord(streamOptions) && streamOptions['include_usage'] === true,
    reasoningField: options.reasoningField ?? 'reasoning',
  };
  return {
    type: 'chat',
    answer,
    stream: body['stream'] === true,
    completion: compatibleCompletion(answer, envelope),
    frames: (usage) => compatibleFrames(answer, envelope, usage),
  };
}
