import { RegError } from '@reg/config';
import { APIError, systemClock } from '@reg/core';
import type {
  ChatCompletion,
  ChatRequest,
  ChatStream,
  ListedModel,
  ModelDescriptor,
  Provider,
  ProviderCall,
  RequestWarning,
} from '@reg/core';
import type { ChatCodec, DecodeContext, EncodeContext } from './chat-codec.js';
import { keepCompletionText } from './codec/completion-text.js';
import { openAiCodec } from './codec/open-ai-codec.js';
import { isTooDeep } from './json-depth.js';
import { inBandError, isInBandError } from './errors/in-band-error.js';
import { malformed } from './errors/malformed.js';
import { describeCustomModel } from './models/describe-custom-model.js';
import { readModelList } from './models/read-model-list.js';
import { defaultLimits, type OpenAICompatibleSettings, type TransportLimits } from './provider-settings.js';
import { readChatStream } from './stream/read-chat-stream.js';
import { HttpClient, type HttpRequest, type OpenResponse } from './transport/http-client.js';
import { readText } from './transport/read-body.js';
import { bearer, secretsIn } from './transport/request-headers.js';
import { createTransport, jsonRequest, parseJson, type Transport } from './transport/transport.js';

/**
 * A provider for any endpoint that speaks OpenAI Chat Completions: Ollama, llama.cpp, vLLM, DeepSeek, and with a codec
 * of its own any vendor that comes close. One HTTP attempt per call; nothing is opened before the first.
 *
 * @throws ConfigurationError when the base URL is no http(s) URL.
 */
export function createOpenAICompatibleProvider(settings: OpenAICompatibleSettings): Provider {
  const endpoint = new OpenAICompatibleEndpoint(settings);
  const { id, models, features } = settings;
  return {
    id,
    models,
    features: features?.(endpoint.transport) ?? {},
    endsWithSignal: true,
    chat: (request, call) => endpoint.chat(request, call),
    stream: (request, call) => endpoint.stream(request, call),
    listModels: (call) => endpoint.listModels(call),
    close: () => endpoint.close(),
  };
}

/** What reading an answer needs: not the request, whose body would be kept for as long as a stream is read. */
interface AnswerReading {
  readonly call: ProviderCall;
  readonly context: DecodeContext;
  /** What no error may show; asked for only when there is one. */
  secrets(): readonly string[];
}

/** A chat that is ready to be sent. */
interface PreparedChat extends AnswerReading {
  readonly request: HttpRequest;
}

class OpenAICompatibleEndpoint {
  readonly transport: Transport;
  readonly #settings: OpenAICompatibleSettings;
  readonly #codec: ChatCodec;
  readonly #limits: Required<TransportLimits>;
  readonly #client: HttpClient;

  constructor(settings: OpenAICompatibleSettings) {
    this.#settings = settings;
    this.#codec = settings.codec ?? openAiCodec;
    this.#limits = { ...defaultLimits, ...settings.limits };
    this.#client = new HttpClient({
      provider: settings.id,
      baseUrl: settings.baseUrl,
      authorize: settings.authorize ?? bearer,
      headers: settings.headers,
      mapError: (response) => this.#codec.mapError(response),
      clock: settings.clock ?? systemClock,
      maxConnections: this.#limits.maxConnections,
    });
    this.transport = createTransport({
      client: this.#client,
      maxBodyBytes: this.#limits.maxBodyBytes,
      inBandError: (json, { headers }, call) =>
        inBandError(json, {
          context: this.#contextOf('', call),
          codec: this.#codec,
          headers,
          secrets: this.#secrets(call),
        }),
    });
  }

  async chat(request: ChatRequest, call: ProviderCall): Promise<ChatCompletion> {
    const prepared = this.#prepare(request, call, false);
    const response = await this.#client.open(prepared.request, 'connection');
    const body = this.#readBody(response, prepared.call);
    const text = typeof body === 'string' ? body : await body;
    const json = this.#jsonOf(text, response, prepared);
    try {
      const completion = this.#codec.decodeCompletion(json, prepared.context);
      keepCompletionText(completion, json, text);
      return completion;
    } catch (error) {
      throw RegError.isInstance(error)
        ? error
        : malformed(prepared.context, 'the answer does not have the documented shape');
    }
  }

  async stream(request: ChatRequest, call: ProviderCall): Promise<ChatStream> {
    const { request: toSend, ...reading } = this.#prepare(request, call, true);
    const response = await this.#client.open(toSend, 'stream_truncated');
    await this.#refuseWhole(response, reading);
    return readChatStream({
      ...reading,
      response,
      codec: this.#codec,
      fail: this.#client.failureOf(reading.call),
      doneRequired: this.#settings.doneRequired ?? true,
      maxEventLength: this.#limits.maxEventLength,
    });
  }

  async listModels(call: ProviderCall): Promise<readonly ListedModel[]> {
    try {
      const { wire } = this.#codec;
      const path = this.#settings.modelsPath ?? wire?.modelsPath ?? '/models';
      const headers = wire?.headers ?? {};
      const listed = readModelList(await this.transport.requestJson({ method: 'GET', path, headers, call }));
      if (listed !== undefined) return listed;
    } catch (error) {
      if (APIError.isInstance(error) && error.status === 404) return [];
      throw error;
    }
    throw this.#client.failureOf(call)('malformed_response', 'the model list has no rows');
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  #prepare(request: ChatRequest, given: ProviderCall, stream: boolean): PreparedChat {
    const context = this.#contextOf(request.model, given);
    const { model, provider } = context;
    const call = given.model === model ? given : { ...given, model };
    const body = this.#encode(request, {
      provider,
      model,
      stream,
      warn: (warning) => {
        warnSafely(call, { ...warning, provider, model: model.id });
      },
    });
    const { wire } = this.#codec;
    const path = this.#settings.chatPath ?? wire?.chatPath ?? '/chat/completions';
    const accept = stream ? 'text/event-stream' : 'application/json';
    const headers = this.#chatHeaders(call);
    return {
      request: jsonRequest({ method: 'POST', path, body, headers, call, accept }, this.#client),
      call,
      context,
      secrets: () => this.#secrets(call),
    };
  }

  #chatHeaders(call: ProviderCall): Readonly<Record<string, string>> | undefined {
    const ofWire = this.#codec.wire?.headers;
    const ofSettings = this.#settings.chatHeaders?.(call);
    return ofWire === undefined || ofSettings === undefined
      ? (ofWire ?? ofSettings)
      : { ...ofWire, ...ofSettings };
  }

  #encode(request: ChatRequest, context: EncodeContext): Record<string, unknown> {
    try {
      return this.#codec.encodeRequest(request, context);
    } catch (error) {
      if (RegError.isInstance(error)) throw error;
      throw this.#client.failureOf(context)(
        'invalid_request',
        'the request does not have the documented shape',
      );
    }
  }

  #readBody(response: OpenResponse, call: ProviderCall): string | Promise<string> {
    const { maxBodyBytes: maxBytes } = this.#limits;
    return readText(response.exchange, { call, maxBytes, fail: this.#client.failureOf(call) });
  }

  #jsonOf(text: string, { headers }: OpenResponse, { context, secrets }: AnswerReading): unknown {
    const json = parseJson(text, (message) => malformed(context, message));
    if (isTooDeep(text, json)) throw malformed(context, 'the answer is nested too deeply to be one');
    if (isInBandError(json))
      throw inBandError(json, { context, codec: this.#codec, headers, secrets: secrets() });
    return json;
  }

  /** A server that answers a request for a stream with a whole body: an error as a rule, a web page now and then. */
  async #refuseWhole(response: OpenResponse, reading: AnswerReading): Promise<void> {
    const type = response.headers['content-type']?.toLowerCase() ?? '';
    if (response.status !== 204 && !type.includes('json') && !type.includes('html')) return;
    this.#jsonOf(await this.#readBody(response, reading.call), response, reading);
    throw malformed(reading.context, 'a stream was asked for, but a whole answer came');
  }

  /** A model that nobody described is called all the same: the endpoint knows what it has. */
  #contextOf(name: string, { model }: ProviderCall): DecodeContext {
    return {
      provider: this.#settings.id,
      model: model ?? this.#modelNamed(name) ?? describeCustomModel({ id: name }),
      nowSeconds: Math.floor(this.#client.clock.nowMs() / 1_000),
    };
  }

  #modelNamed(name: string): ModelDescriptor | undefined {
    const wanted = name.toLowerCase();
    return this.#settings.models.find(({ id, aliases }) =>
      [id, ...aliases].some((own) => own.toLowerCase() === wanted),
    );
  }

  #secrets(call: ProviderCall): readonly string[] {
    return secretsIn(call, {}, this.#settings.headers);
  }
}

/** Whoever listens to warnings cannot fail the call. */
function warnSafely(call: ProviderCall, warning: RequestWarning): void {
  try {
    call.onWarning?.(warning);
  } catch {
    // A listener's own bug; the request is as good as it was.
  }
}
