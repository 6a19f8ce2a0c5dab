import { NoSuchModelError, type LanguageModelV4, type ProviderV4 } from '@ai-sdk/provider';
import { createRegistry, type CreateRegistryOptions, type Registry } from '@reg/registry';
import type { RegModelId } from './models/model-id.js';
import { RegLanguageModel } from './reg-language-model.js';

/**
 * reg as a provider of the AI SDK: call it with a model name. `OwnId` are the names of the operator's own providers
 * and categories, which then complete and compile as the built-in ones do.
 */
export interface RegProvider<OwnId extends string = never> extends ProviderV4, AsyncDisposable {
  (modelId: RegModelId | OwnId): LanguageModelV4;
  languageModel(modelId: RegModelId | OwnId): LanguageModelV4;
  /** Any name, unchecked until the call: for names that come from configuration or from users. */
  model(name: string): LanguageModelV4;
  /** reg routes chats only. @throws NoSuchModelError always. */
  embeddingModel(modelId: string): never;
  /** reg routes chats only. @throws NoSuchModelError always. */
  imageModel(modelId: string): never;
  /** What stands behind: `explain`, `diagnoseAll`, telemetry. */
  readonly registry: Registry;
  /** Closes the registry if it was made here; one that was handed in is its owner's to close. */
  close(): Promise<void>;
}

/** Names may come from users, so their number is bounded; a model that was forgotten is made again. */
const maxModels = 1000;

/**
 * A provider over `source`: a registry that you have, or the options of one that is made here.
 *
 * @throws ConfigurationError that lists every wrong setting, when the registry is made here.
 */
export function createReg<OwnId extends string = never>(
  source: Registry | CreateRegistryOptions = {},
): RegProvider<OwnId> {
  const isOurs = !isRegistry(source);
  const registry = isRegistry(source) ? source : createRegistry(source);
  const models = new Map<string, RegLanguageModel>();

  const model = (name: string): RegLanguageModel => {
    const made = models.get(name) ?? new RegLanguageModel(registry, name);
    if (models.size >= maxModels) models.clear();
    models.set(name, made);
    return made;
  };
  const close = async (): Promise<void> => {
    if (isOurs) await registry.close();
  };

  return Object.assign((modelId: RegModelId | OwnId) => model(modelId), {
    specificationVersion: 'v4' as const,
    registry,
    model,
    languageModel: model,
    embeddingModel: (modelId: string) => refuse('embeddingModel', modelId),
    imageModel: (modelId: string) => refuse('imageModel', modelId),
    close,
    [Symbol.asyncDispose]: close,
  });
}

function isRegistry(source: Registry | CreateRegistryOptions): source is Registry {
  return 'chat' in source && typeof source.chat === 'function';
}

function refuse(modelType: 'embeddingModel' | 'imageModel', modelId: string): never {
  throw new NoSuchModelError({
    modelId,
    modelType,
    message: `reg routes chats: there is no ${modelType} "${modelId}", nor any other.`,
  });
}
