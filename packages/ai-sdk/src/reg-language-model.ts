import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamResult,
  SharedV4Warning,
} from '@ai-sdk/provider';
import type { ChatRequest } from '@reg/core';
import type { Registry } from '@reg/registry';
import type { CallOptions } from '@reg/selection';
import { contentFrom } from './answer/content-from.js';
import { finishReasonFrom } from './answer/finish-reason.js';
import { partStream } from './answer/part-stream.js';
import { metadataFrom } from './answer/reg-metadata.js';
import { usageFrom } from './answer/usage-from.js';
import { warningsFrom } from './answer/warnings-from.js';
import { callErrorFrom } from './errors/call-error-from.js';
import { modelsNamed } from './models/models-named.js';
import { supportedUrls } from './models/supported-urls.js';
import { chatRequestFrom } from './request/chat-request-from.js';
import { readCallOptions } from './request/reg-call-options.js';

interface Call {
  readonly request: ChatRequest;
  readonly options: CallOptions;
  /** What the translation left out. */
  readonly warnings: SharedV4Warning[];
}

/** One model name of a registry as the AI SDK's language model. It holds nothing: every call asks the registry. */
export class RegLanguageModel implements LanguageModelV4 {
  readonly specificationVersion = 'v4';
  readonly provider = 'reg';
  readonly modelId: string;
  readonly #registry: Registry;

  constructor(registry: Registry, modelId: string) {
    this.#registry = registry;
    this.modelId = modelId;
  }

  get supportedUrls(): Record<string, RegExp[]> {
    return supportedUrls(this.#registry, this.modelId);
  }

  /**
   * @throws APICallError, never retryable, for everything that reg throws; an `AbortError` or `TimeoutError` when
   * the call was aborted.
   */
  async doGenerate(options: LanguageModelV4CallOptions): Promise<LanguageModelV4GenerateResult> {
    try {
      const call = this.#call(options);
      const { completion, report } = await this.#registry.chat(call.request, call.options);
      return {
        content: contentFrom(completion),
        finishReason: finishReasonFrom(completion.choices[0]?.finish_reason),
        usage: usageFrom(completion.usage, report.usage),
        providerMetadata: metadataFrom(report),
        warnings: [...call.warnings, ...warningsFrom(report.warnings)],
        request: { body: call.request },
        response: {
          id: completion.id,
          modelId: completion.model,
          timestamp: new Date(completion.created * 1000),
          body: completion,
        },
      };
    } catch (error) {
      throw this.#told(error, options);
    }
  }

  /** Resolves at the first content part, and throws until then what {@link doGenerate} throws. */
  async doStream(options: LanguageModelV4CallOptions): Promise<LanguageModelV4StreamResult> {
    try {
      const call = this.#call(options);
      const request = { ...call.request, stream_options: { include_usage: true } };
      const answer = await this.#registry.stream(request, call.options);
      const stream = partStream(answer, {
        warnings: [...call.warnings, ...warningsFrom(answer.report.warnings)],
        includeRawChunks: options.includeRawChunks === true,
        errorFrom: (error) => this.#told(error, options),
      });
      return { stream, request: { body: request } };
    } catch (error) {
      throw this.#told(error, options);
    }
  }

  #call(options: LanguageModelV4CallOptions): Call {
    const warnings: SharedV4Warning[] = [];
    const { route, body } = readCallOptions(options.providerOptions?.['reg']);
    const { modelId } = this;
    const asked = { modelId, body, knowsSchema: this.#knowsSchema(options) };
    const request = chatRequestFrom(options, asked, (warning) => warnings.push(warning));
    const { abortSignal: signal } = options;
    return { request, warnings, options: { ...route, ...(signal === undefined ? {} : { signal }) } };
  }

  /** `auto` goes to a model that does. */
  #knowsSchema({ responseFormat }: LanguageModelV4CallOptions): boolean {
    if (responseFormat?.type !== 'json') return true;
    const models = modelsNamed(this.#registry, this.modelId);
    return models.length === 0 || models.some(({ capabilities }) => capabilities.jsonSchema);
  }

  #told(error: unknown, { abortSignal: signal }: LanguageModelV4CallOptions): unknown {
    return callErrorFrom(error, { modelId: this.modelId, signal });
  }
}
