import type { ChatRequest, ModelDescriptor, RequestWarning } from '@reg/core';
import { kimiCodec } from '../src/kimi-codec.js';
import { kimiCodingModels } from '../src/kimi-coding-models.js';
import { kimiModels } from '../src/kimi-models.js';

/** What a request for this model looks like on the wire, and what the caller is told about it. */
export function encodeFor(
  modelId: string,
  request: Partial<ChatRequest>,
  { stream = false }: { stream?: boolean } = {},
) {
  const warnings: Omit<RequestWarning, 'provider' | 'model'>[] = [];
  const body = kimiCodec.encodeRequest(
    { model: modelId, messages: [{ role: 'user', content: 'Hello' }], ...request },
    {
      provider: 'kimi',
      model: modelCalled(modelId),
      stream,
      warn: (warning) => warnings.push(warning),
    },
  );
  return { body, warnings, warned: warnings.map(({ parameter, action }) => `${action} ${parameter}`) };
}

export function modelCalled(id: string): ModelDescriptor {
  const model = [...kimiModels, ...kimiCodingModels].find((candidate) => candidate.id === id);
  if (model === undefined) throw new Error(`the catalogues have no ${id}`);
  return model;
}
