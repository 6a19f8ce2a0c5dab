import { createApiError } from '@reg/core';
import type { AccountBalance, ProviderCall, ProviderFeatures } from '@reg/core';
import { isJsonObject } from '@reg/openai-compatible';
import type { Transport } from '@reg/openai-compatible';
import type { KimiEndpoint } from './kimi-endpoints.js';
import { encodeKimiMessages } from './kimi-messages.js';

/** What balances are counted in; the coding plan has none. */
const currencies: Readonly<Record<Exclude<KimiEndpoint, 'coding'>, AccountBalance['currency']>> = {
  international: 'USD',
  china: 'CNY',
};

/** Kimi's endpoints beside chat (platform.kimi.ai OpenAPI, 2026-08-03). */
export function createKimiFeatures(
  transport: Transport,
  { provider, endpoint }: { readonly provider: string; readonly endpoint: KimiEndpoint },
): ProviderFeatures {
  const malformed = (missing: string, { model }: ProviderCall) =>
    createApiError({
      kind: 'malformed_response',
      provider,
      ...(model === undefined ? {} : { model: model.id }),
      message: `the answer has no ${missing}`,
    });

  const files = {
    uploadFile: async (file, call) => {
      const { name, content, purpose } = file;
      const answer = await transport.upload({
        path: '/files',
        call,
        file: { name, content },
        fields: { purpose },
      });
      const { id, bytes } = fieldsOf(answer);
      if (typeof id !== 'string') throw malformed('file id', call);
      return { id, ...(typeof bytes === 'number' ? { bytes } : {}) };
    },
    fileContent: (fileId, call) =>
      transport.requestText({ method: 'GET', path: `/files/${encodeURIComponent(fileId)}/content`, call }),
    deleteFile: async (fileId, call) => {
      await transport.requestText({ method: 'DELETE', path: `/files/${encodeURIComponent(fileId)}`, call });
    },
  } satisfies ProviderFeatures;

  const estimateTokens: ProviderFeatures['estimateTokens'] = async (request, call) => {
    const model = call.model?.id ?? request.model;
    // Only the count matters, so what thinking would need is not filled in.
    const messages = encodeKimiMessages(request.messages, plain, { provider, model, warn: () => undefined });
    const path = '/tokenizers/estimate-token-count';
    const answer = await transport.requestJson({ method: 'POST', path, body: { model, messages }, call });
    const total = fieldsOf(fieldsOf(answer)['data'])['total_tokens'];
    if (typeof total !== 'number') throw malformed('token count', call);
    return total;
  };

  if (endpoint === 'coding') return { ...files, estimateTokens };
  const balance: ProviderFeatures['balance'] = async (call) => {
    const answer = await transport.requestJson({ method: 'GET', path: '/users/me/balance', call });
    const available = fieldsOf(fieldsOf(answer)['data'])['available_balance'];
    if (typeof available !== 'number') throw malformed('balance', call);
    return { available, currency: currencies[endpoint] };
  };
  return { ...files, estimateTokens, balance };
}

const plain = { thinking: false, declaredTools: false } as const;

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return isJsonObject(value) ? value : {};
}
