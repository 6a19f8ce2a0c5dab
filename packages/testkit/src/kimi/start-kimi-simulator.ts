import { randomBytes } from 'node:crypto';
import { countMessageTokens } from '../answer/token-count.js';
import { PrefixCache } from '../answer/prefix-cache.js';
import { readMessages } from '../answer/read-messages.js';
import { createMessagesSurface } from '../anthropic/messages-door.js';
import type { VendorError } from '../faults/vendor-error.js';
import { answerFiles, type FileRules } from '../files/answer-files.js';
import { FileStore } from '../files/file-store.js';
import { errorReply, jsonReply, type Reply } from '../http/reply.js';
import type { ApiRequest, VendorBehaviour } from '../http/vendor-behaviour.js';
import { isRecord } from '../json-value.js';
import { createKimiSchemaCheck } from '../openapi/kimi-schemas.js';
import type { SimulatorOptions } from '../simulator-options.js';
import { startSimulator } from '../start-simulator.js';
import type { VendorSimulator } from '../vendor-simulator.js';
import { answerKimiChat, findKimiFile, unknownKimiModel, type KimiChatContext } from './kimi-chat.js';
import { kimiErrors, kimiInvalidRequest } from './kimi-errors.js';
import { kimiErrorInMessages } from './kimi-messages-errors.js';
import { servedKimiModels, type KimiModel } from './kimi-models.js';

/**
 * Starts a simulator of Moonshot's API (`/v1` on api.moonshot.ai), as its OpenAPI of 2026-08-03 and its pages of
 * 2026-09-12 describe it.
 *
 * @throws the listener's error when the port is taken.
 */
export function startKimiSimulator(options: SimulatorOptions = {}): Promise<VendorSimulator> {
  return startSimulator(createKimiBehaviour(options), options);
}

/** Prompts of more tokens than this are cached (platform.kimi.ai, 2026-09). */
const cachedFromTokens = 256;
const maxBodyBytes = 100 * 1024 * 1024;

function createKimiBehaviour(options: SimulatorOptions): VendorBehaviour {
  const files = new FileStore();
  const cache = new PrefixCache(cachedFromTokens);
  const context: KimiChatContext = {
    models: servedKimiModels(options.models),
    check: createKimiSchemaCheck(),
    cache,
    files,
    tokensPerChunk: options.tokensPerChunk ?? 3,
    nextId: () => `chatcmpl-${randomBytes(12).toString('hex')}`,
  };
  const errorFrameBody = (error: VendorError): unknown =>
    isRecord(error.body) ? error.body : { error: { message: 'Internal error', type: 'server_error' } };
  const errorIn200 = kimiErrors.engineOverloaded.body;
  return {
    basePath: '/v1',
    messages: createMessagesSurface({
      basePath: '/anthropic',
      models: () => [...context.models.values()],
      tokensPerChunk: context.tokensPerChunk,
      signs: true,
      countsAtStart: true,
      errorIn200: kimiErrorInMessages({ status: 200, body: errorIn200 }),
      chat: (request) => answerKimiChat(request, context),
      refuseKey: (request) => refusedKey(request, options.keys),
      errorOf: kimiErrorInMessages,
      errorFrameBody: (error) => kimiErrorInMessages({ ...error, body: errorFrameBody(error) }),
      invalid: kimiInvalidRequest,
    }),
    errors: kimiErrors,
    tooLarge: kimiErrors.tooLarge,
    maxBodyBytes,
    errorIn200,
    answer: (request) => authenticate(request, options.keys) ?? route(request, context),
    responseHeaders: () => ({
      'msh-request-id': randomBytes(16).toString('hex'),
      'x-trace-id': randomBytes(16).toString('hex'),
      'server-timing': 'inner; dur=1',
    }),
    errorFrameBody,
    reset() {
      files.clear();
      cache.clear();
    },
  };
}

function authenticate(request: ApiRequest, keys: readonly string[] | undefined): Reply | undefined {
  const refused = refusedKey(request, keys);
  return refused === undefined ? undefined : errorReply(refused);
}

function refusedKey({ key }: ApiRequest, keys: readonly string[] | undefined): VendorError | undefined {
  if (key === undefined) return kimiErrors.invalidAuthentication;
  return keys === undefined || keys.includes(key) ? undefined : kimiErrors.incorrectApiKey;
}

function route(request: ApiRequest, context: KimiChatContext): Reply {
  switch (`${request.method} ${request.route}`) {
    case 'POST /chat/completions':
      return answerKimiChat(request, context);
    case 'GET /models':
      return jsonReply({ object: 'list', data: [...context.models.values()].map(listedModel) });
    case 'GET /users/me/balance':
      return jsonReply(balance);
    case 'POST /tokenizers/estimate-token-count':
      return estimateTokens(request, context);
    default:
      return answerFiles(request, fileRules(context.files)) ?? errorReply(unknownRoute);
  }
}

function listedModel(model: KimiModel) {
  return {
    id: model.id,
    object: 'model',
    created: model.created,
    owned_by: 'moonshot',
    context_length: model.contextWindow,
    supports_image_in: true,
    supports_video_in: true,
    supports_reasoning: true,
  };
}

/** The numbers of the vendor's own documentation. */
const balance = {
  code: 0,
  data: { available_balance: 49.58894, voucher_balance: 46.58893, cash_balance: 3.00001 },
  scode: '0x0',
  status: true,
};

function estimateTokens(request: ApiRequest, context: KimiChatContext): Reply {
  const [problem] = context.check('EstimateTokenRequest', request.json);
  if (problem !== undefined) return errorReply(kimiInvalidRequest(`Invalid request: ${problem.message}`));
  const body = isRecord(request.json) ? request.json : {};
  const model = String(body['model']);
  if (!context.models.has(model)) return errorReply(unknownKimiModel(model));
  const messages = readMessages(body['messages'], findKimiFile(context.files));
  return jsonReply({
    data: { total_tokens: messages.reduce((sum, message) => sum + countMessageTokens(message), 3) },
  });
}

const unknownRoute = {
  status: 404,
  body: { error: { message: 'The requested URL was not found', type: 'resource_not_found_error' } },
  expectedKind: 'invalid_request',
  meaning: 'no such endpoint',
} as const;

function fileRules(store: FileStore): FileRules {
  return {
    store,
    purposes: ['file-extract', 'image', 'video', 'batch'],
    maxFiles: 1000,
    maxFileBytes: maxBodyBytes,
    errors: {
      purpose: kimiErrors.invalidPurpose,
      empty: kimiErrors.fileEmpty,
      tooLarge: kimiErrors.fileTooLarge,
      tooMany: kimiErrors.tooManyFiles,
      notAForm: kimiInvalidRequest(
        'Invalid request: the body must be multipart/form-data with file and purpose',
      ),
      notFound: {
        ...unknownRoute,
        body: { error: { message: 'file not found', type: 'resource_not_found_error' } },
      },
    },
  };
}
