import type { ChatRequest, ModelDescriptor, RequestWarning } from '@reg/core';
import { glmChinaModels } from '../src/glm-china-models.js';
import { glmCodec } from '../src/glm-codec.js';

interface Told {
  readonly body: Readonly<Record<string, unknown>>;
  readonly warned: readonly string[];
}

/** The wire body that a request for this model becomes, with each warning as `action parameter`. */
export function encodeFor(
  model: string | ModelDescriptor,
  request: Partial<ChatRequest>,
  stream = false,
): Told {
  const warned: string[] = [];
  const descriptor = typeof model === 'string' ? glmModel(model) : model;
  const told = ({ parameter, action }: Pick<RequestWarning, 'parameter' | 'action'>) =>
    void warned.push(`${action} ${parameter}`);
  const whole = { model: descriptor.id, messages: [{ role: 'user' as const, content: 'Hi' }], ...request };
  const body = glmCodec.encodeRequest(whole, { provider: 'glm', model: descriptor, stream, warn: told });
  return { body, warned };
}

/** A model of the largest catalogue: open.bigmodel.cn serves all that api.z.ai does. */
export function glmModel(id: string): ModelDescriptor {
  const found = glmChinaModels.find((model) => model.id === id);
  if (found === undefined) throw new Error(`there is no ${id} in glmChinaModels`);
  return found;
}
