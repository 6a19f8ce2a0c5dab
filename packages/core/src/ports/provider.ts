import type { Secret } from '@reg/config';
import type { ChatCompletion, ChatCompletionChunk } from '../chat/chat-completion.js';
import type { ChatRequest } from '../chat/chat-request.js';
import type { ListedModel, ModelDescriptor } from './model-descriptor.js';

/**
 * One vendor endpoint that can answer chats. The port every adapter implements and every decorator wraps:
 * a wrapper of a provider is a provider.
 *
 * A provider makes exactly one HTTP attempt per call. It never retries, never chooses another key, never
 * sleeps: those decisions belong to the attempt loop. It throws only the error classes of this package.
 */
export interface Provider {
  /** The name under which it is registered: `kimi`, `glm`, `ollama-box`. Part of every target `id/model`. */
  readonly id: string;
  /** The static catalogue, best first. */
  readonly models: readonly ModelDescriptor[];
  /** What the vendor offers beside chat. Decorators hand it on as it is. */
  readonly features: ProviderFeatures;
  /**
   * Whether its calls end as soon as their signal aborts, for certain. Of others reg stops waiting by itself.
   *
   * @default false
   */
  readonly endsWithSignal?: boolean;
  /** One whole answer. */
  chat(request: ChatRequest, call: ProviderCall): Promise<ChatCompletion>;
  /**
   * One streamed answer. Resolves when the vendor accepted the request (status and headers are good); the
   * chunks follow. The iterator throws `StreamTruncatedError` when the stream stops without its terminal
   * marker. Returning early from the iterator closes the connection.
   */
  stream(request: ChatRequest, call: ProviderCall): Promise<ChatStream>;
  /** The vendor's live `GET /models`; an empty list where the vendor has none (404). */
  listModels(call: ProviderCall): Promise<readonly ListedModel[]>;
  /** Closes connections. Idempotent. */
  close(): Promise<void>;
}

export type ChatStream = AsyncIterable<ChatCompletionChunk>;

/** Everything one attempt needs to know. */
export interface ProviderCall {
  /** The vendor's id of the model to call; absent for calls about no model, like the model list. */
  readonly model?: ModelDescriptor;
  /** Absent for endpoints that need no key. */
  readonly credential?: Credential;
  readonly timeouts: AttemptTimeouts;
  /** Aborts the attempt. The provider then throws `APIUserAbortError` or the signal's own reg error reason. */
  readonly signal?: AbortSignal;
  /** Echoed to the vendor where it takes one. */
  readonly requestId?: string;
  /** Called once for each thing that was changed or dropped to make the request acceptable to the vendor. */
  onWarning?(warning: RequestWarning): void;
}

/** A key of one provider. `id` names it in logs and circuits (`kimi#1`) and never contains key material. */
export interface Credential {
  readonly id: string;
  readonly secret: Secret;
}

/** Milliseconds for each phase of one attempt. */
export interface AttemptTimeouts {
  /** Name lookup, TCP and TLS. */
  readonly connectMs: number;
  /** From the request being sent to the response's headers. */
  readonly headersMs: number;
  /** From the headers to the first content part of a stream. */
  readonly firstTokenMs: number;
  /** Between two chunks of a stream after the first content part, or of a body. */
  readonly idleMs: number;
  /** The whole attempt. */
  readonly totalMs: number;
  /** A stream that is slower than this for ten seconds counts as stalled. Absent: no such guard. */
  readonly minBytesPerSecond?: number;
}

/** What was changed in a request because the chosen model would have refused it, readable by the caller. */
export interface RequestWarning {
  readonly provider: string;
  readonly model: string;
  /** The request field, `temperature`. */
  readonly parameter: string;
  readonly action: 'dropped' | 'changed' | 'renamed';
  readonly message: string;
}

/** Vendor endpoints beside chat. A provider has those its vendor has. */
export interface ProviderFeatures {
  /** Money left on the account. */
  readonly balance?: (call: ProviderCall) => Promise<AccountBalance>;
  /** The vendor's own count of a request's input tokens. */
  readonly estimateTokens?: (request: ChatRequest, call: ProviderCall) => Promise<number>;
  readonly uploadFile?: (file: FileUpload, call: ProviderCall) => Promise<UploadedFile>;
  readonly fileContent?: (fileId: string, call: ProviderCall) => Promise<string>;
  readonly deleteFile?: (fileId: string, call: ProviderCall) => Promise<void>;
}

export interface AccountBalance {
  readonly available: number;
  readonly currency: 'USD' | 'CNY' | 'unknown';
}

export interface FileUpload {
  readonly name: string;
  readonly content: Uint8Array;
  /** The vendor's word for what the file is for: `file-extract`, `image`, `agent` … */
  readonly purpose: string;
}

export interface UploadedFile {
  readonly id: string;
  readonly bytes?: number;
}
