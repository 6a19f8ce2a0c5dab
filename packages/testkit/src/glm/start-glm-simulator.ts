import { PrefixCache } from '../answer/prefix-cache.js';
import { readMessages } from '../answer/read-messages.js';
import { createMessagesSurface } from '../anthropic/messages-door.js';
import type { VendorError } from '../faults/vendor-error.js';
import { countMessageTokens } from '../answer/token-count.js';
import { answerFiles, type FileRules } from '../files/answer-files.js';
import { FileStore } from '../files/file-store.js';
import { errorReply, jsonReply, type Reply } from '../http/reply.js';
import type { ApiRequest, VendorBehaviour } from '../http/vendor-behaviour.js';
import { isRecord, textOf } from '../json-value.js';
import { createGlmSchemaCheck } from '../openapi/glm-schemas.js';
import type { SimulatorOptions } from '../simulator-options.js';
import { startSimulator } from '../start-simulator.js';
import type { VendorSimulator } from '../vendor-simulator.js';
import { authenticateGlm } from './authenticate-glm.js';
import { answerGlmChat, glmId, schemaError, type GlmChatContext } from './glm-chat.js';
import { glmBadParameter, glmErrors, glmInvalid, glmMissing } from './glm-errors.js';
import { glmErrorInMessages } from './glm-messages-errors.js';
import { servedGlmModels } from './glm-models.js';

/**
 * Starts a simulator of Z.ai's API (`/api/paas/v4` on api.z.ai and open.bigmodel.cn), as its OpenAPI of 2026-08-03,
 * its pages of 2026-08 and captures up to 2026-09 show it.
 *
 * @throws the listener's error when the port is taken.
 */
export function startGlmSimulator(options: SimulatorOptions = {}): Promise<VendorSimulator> {
  return startSimulator(createGlmBehaviour(options), options);
}

const maxBodyBytes = 100 * 1024 * 1024;

function createGlmBehaviour(options: SimulatorOptions): VendorBehaviour {
  const files = new FileStore();
  const context: GlmChatContext = {
    models: servedGlmModels(options.models),
    check: createGlmSchemaCheck(),
    cache: new PrefixCache(0),
    running: new Set(),
    tokensPerChunk: options.tokensPerChunk ?? 3,
  };
  // Seen on api.z.ai with a bad key, with HTTP status 200.
  const errorIn200 = { code: 401, msg: 'token expired or incorrect', success: false };
  const errorFrameBody = (error: VendorError): unknown => ({
    ...(isRecord(error.body) ? error.body : { error: { code: '500', message: 'Internal Error' } }),
    request_id: glmId(options.clock?.nowMs() ?? Date.now(), 'error'),
  });
  return {
    basePath: '/api/paas/v4',
    messages: createMessagesSurface({
      basePath: '/api/anthropic',
      models: () => [...context.models.values()],
      tokensPerChunk: context.tokensPerChunk,
      signs: false,
      countsAtStart: false,
      errorIn200,
      chat: (request) => answerGlmChat(request, context),
      refuseKey: (request) => authenticateGlm(request.key, options.keys, request.nowMs),
      errorOf: glmErrorInMessages,
      // Frames were seen in the shape of the other API on this one too (2026-01).
      errorFrameBody,
      invalid: glmBadParameter,
    }),
    errors: glmErrors,
    tooLarge: glmErrors['435'],
    maxBodyBytes,
    errorIn200,
    answer: (request) => {
      const refused = authenticateGlm(request.key, options.keys, request.nowMs);
      return refused === undefined ? route(request, context, files) : errorReply(refused);
    },
    responseHeaders: () => ({}),
    errorFrameBody,
    reset() {
      files.clear();
      context.cache.clear();
      context.running.clear();
    },
  };
}

function route(request: ApiRequest, context: GlmChatContext, files: FileStore): Reply {
  switch (`${request.method} ${request.route}`) {
    case 'POST /chat/completions':
      return answerGlmChat(request, context);
    case 'GET /models':
      return jsonReply({
        object: 'list',
        data: [...context.models.values()].map(({ id, created }) => ({
          id,
          object: 'model',
          created,
          owned_by: 'z-ai',
        })),
      });
    case 'POST /tokenizer':
      return countPrompt(request, context);
    default:
      return answerFiles(request, fileRules(files)) ?? errorReply({ ...glmErrors['1222'], status: 404 });
  }
}

function countPrompt(request: ApiRequest, context: GlmChatContext): Reply {
  const broken = schemaError(context.check, 'TokenizerRequest', request.json);
  if (broken !== undefined) return errorReply(broken);
  const body = isRecord(request.json) ? request.json : {};
  if (!context.models.has(String(body['model']))) return errorReply(glmErrors['1211']);
  const messages = readMessages(body['messages']);
  const total = messages.reduce((sum, message) => sum + countMessageTokens(message), 3);
  const text = messages.reduce((sum, message) => sum + countMessageTokens({ ...message, media: [] }), 3);
  const id = glmId(request.nowMs, JSON.stringify(body));
  return jsonReply({
    id,
    request_id: textOf(body['request_id']) ?? id,
    created: Math.floor(request.nowMs / 1000),
    usage: { prompt_tokens: text, image_tokens: total - text, video_tokens: 0, total_tokens: total },
  });
}

function fileRules(store: FileStore): FileRules {
  return {
    store,
    purposes: ['agent', 'batch', 'file-extract'],
    maxFiles: 1000,
    maxFileBytes: maxBodyBytes,
    errors: {
      purpose: glmInvalid('purpose'),
      empty: glmInvalid('file'),
      tooLarge: glmErrors['435'],
      tooMany: glmInvalid('file'),
      notAForm: glmMissing('file'),
      notFound: { ...glmErrors['1222'], status: 404 },
    },
  };
}
