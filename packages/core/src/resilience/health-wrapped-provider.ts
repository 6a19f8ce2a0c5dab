import type { ChatCompletion } from '../chat/chat-completion.js';
import type { ChatRequest } from '../chat/chat-request.js';
import { tokenUsageFromWire } from '../chat/token-usage.js';
import { ModelNotFoundError } from '../errors/selection-errors.js';
import type { AttemptHandle, AttemptRequest } from '../ports/attempt.js';
import type { Clock } from '../ports/clock.js';
import type { ListedModel, ModelDescriptor } from '../ports/model-descriptor.js';
import type { ChatStream, Provider, ProviderCall, ProviderFeatures } from '../ports/provider.js';
import type { Random } from '../ports/random.js';
import { runAttempts } from './attempt-loop.js';
import type { RetrySettings } from './retry-delay.js';
import { settleStream } from './settle-stream.js';

/** What the wrapper needs of its registry. */
export interface HealthWrapping {
  begin(request: AttemptRequest): AttemptHandle | Promise<AttemptHandle>;
  /** The model that a request's `model` means at this provider. */
  modelOf(name: string): ModelDescriptor | undefined;
  /** A key, timeouts and the like for calls that are no attempts: model list, balance, files. */
  callFor(model: ModelDescriptor | undefined): ProviderCall;
  readonly retry: RetrySettings;
  readonly clock: Clock;
  readonly random: Random;
}

/** Further attempts that dead keys may cost one direct call, beside its retries. */
const maxCredentialRotations = 8;

/** What a caller may leave out when it uses one provider directly. */
export type PartialCall = Partial<ProviderCall>;

/**
 * A provider that is itself a provider, with key rotation, circuits, retries, limits and telemetry in front of the
 * one it wraps. It forwards everything, the vendor's features included, so nobody needs to go around it.
 *
 * `call` may be left out or partial: the registry's key, timeouts and model are filled in.
 */
export class HealthWrappedProvider implements Provider {
  readonly id: string;
  readonly models: readonly ModelDescriptor[];
  readonly features: ProviderFeatures;
  readonly #inner: Provider;
  readonly #wrapping: HealthWrapping;

  constructor(inner: Provider, wrapping: HealthWrapping) {
    this.id = inner.id;
    this.models = inner.models;
    this.#inner = inner;
    this.#wrapping = wrapping;
    this.features = this.#wrapFeatures(inner.features);
  }

  async chat(request: ChatRequest, call: PartialCall = {}): Promise<ChatCompletion> {
    const outcome = await this.#run(request, { call, streamed: false }, async (handle, merged) => {
      const completion = await handle.provider.chat(request, merged);
      handle.succeed(completion.usage === undefined ? undefined : tokenUsageFromWire(completion.usage));
      return completion;
    });
    outcome.scope.dispose();
    return outcome.value;
  }

  async stream(request: ChatRequest, call: PartialCall = {}): Promise<ChatStream> {
    const outcome = await this.#run(request, { call, streamed: true }, (handle, merged) =>
      handle.provider.stream(request, merged),
    );
    return settleStream(outcome.handle, outcome.value, () => {
      outcome.scope.dispose();
    });
  }

  listModels(call: PartialCall = {}): Promise<readonly ListedModel[]> {
    return this.#inner.listModels(this.#complete(call));
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  #run<T>(
    request: ChatRequest,
    { call, streamed }: { readonly call: PartialCall; readonly streamed: boolean },
    attempt: (handle: AttemptHandle, call: ProviderCall) => Promise<T>,
  ) {
    const { begin, retry, clock, random } = this.#wrapping;
    const model = call.model ?? this.#wrapping.modelOf(request.model);
    if (model === undefined)
      throw new ModelNotFoundError(
        request.model,
        this.models.slice(0, 5).map(({ id }) => id),
      );
    return runAttempts<T>({
      targets: [{ target: `${this.id}/${model.id}`, contextWindow: model.contextWindow }],
      begin,
      run: (handle) => attempt(handle, { ...handle.call, ...withoutSignal(call) }),
      retry,
      streamed,
      maxAttempts: retry.attempts + maxCredentialRotations,
      signal: call.signal,
      requestId: call.requestId,
      clock,
      random,
    });
  }

  #complete(call: PartialCall): ProviderCall {
    return { ...this.#wrapping.callFor(call.model), ...call };
  }

  #wrapFeatures(features: ProviderFeatures): ProviderFeatures {
    const { balance, estimateTokens, uploadFile, fileContent, deleteFile } = features;
    return {
      ...features,
      ...(balance === undefined ? {} : { balance: (call) => balance(this.#complete(call)) }),
      ...(estimateTokens === undefined
        ? {}
        : {
            estimateTokens: (request, call) =>
              estimateTokens(request, this.#complete({ ...this.#modelOption(request), ...call })),
          }),
      ...(uploadFile === undefined
        ? {}
        : { uploadFile: (file, call) => uploadFile(file, this.#complete(call)) }),
      ...(fileContent === undefined
        ? {}
        : { fileContent: (fileId, call) => fileContent(fileId, this.#complete(call)) }),
      ...(deleteFile === undefined
        ? {}
        : { deleteFile: (fileId, call) => deleteFile(fileId, this.#complete(call)) }),
    };
  }

  #modelOption(request: ChatRequest): PartialCall {
    const model = this.#wrapping.modelOf(request.model);
    return model === undefined ? {} : { model };
  }
}

/** The loop's own signal already ends with the caller's. */
function withoutSignal(call: PartialCall): PartialCall {
  const { signal: _signal, ...rest } = call;
  return rest;
}
