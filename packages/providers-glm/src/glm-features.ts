import { createApiError } from '@reg/core';
import type { ProviderFeatures } from '@reg/core';
import { isJsonObject } from '@reg/openai-compatible';
import type { Transport } from '@reg/openai-compatible';
import { encodeGlmMessages } from './glm-messages.js';

/**
 * GLM's endpoints beside chat (docs.z.ai OpenAPI, 2026-08-03). The vendor documents no endpoint for the balance,
 * and none to read or delete a file.
 */
export function createGlmFeatures(
  transport: Transport,
  provider: string,
): Required<Pick<ProviderFeatures, 'estimateTokens' | 'uploadFile'>> {
  return {
    estimateTokens: async (request, call) => {
      const model = call.model?.id ?? request.model;
      const messages = encodeGlmMessages(request.messages, { provider, model, warn: () => undefined });
      const answer = await transport.requestJson({
        method: 'POST',
        path: '/tokenizer',
        body: { model, messages },
        call,
      });
      const usage = isJsonObject(answer) ? answer['usage'] : undefined;
      const counts = isJsonObject(usage) ? [usage['total_tokens'], usage['prompt_tokens']] : [];
      const count = counts.find((value) => typeof value === 'number');
      if (count === undefined) throw without('a token count', provider);
      return count;
    },
    uploadFile: async ({ name, content, purpose }, call) => {
      const answer = await transport.upload({
        path: '/files',
        call,
        file: { name, content },
        fields: { purpose },
      });
      if (!isJsonObject(answer) || typeof answer['id'] !== 'string') throw without('a file id', provider);
      const { id, bytes } = answer;
      return { id, ...(typeof bytes === 'number' ? { bytes } : {}) };
    },
  };
}

function without(what: string, provider: string): Error {
  return createApiError({ kind: 'malformed_response', provider, message: `the answer came without ${what}` });
}
