import { isJsonObject, type JsonObject } from '../json-object.js';

/** What an error body says, wherever it says it. Nothing of it is scrubbed. */
export interface VendorErrorBody {
  readonly message: string;
  /** The vendor's code, else its type; texts and numbers alike. */
  readonly code?: string;
  readonly type?: string;
  readonly requestId?: string;
}

/**
 * Reads the error out of a JSON body: OpenAI's `{error: {message, type, code}}`, `{error: "text"}`, the same in a
 * list (Gemini's compatible endpoint), `{object: "error", message}` (older vLLM), `{detail}` (FastAPI), and
 * `{code, msg}`.
 */
export function readVendorError(json: unknown): VendorErrorBody {
  const body = Array.isArray(json) ? json[0] : json;
  if (!isJsonObject(body)) return { message: '' };
  const { error } = body;
  if (typeof error === 'string') return { message: error, ...codesOf(body), ...requestIdOf(body) };
  const inner = isJsonObject(error) ? error : body;
  return { message: messageOf(inner), ...codesOf(inner), ...requestIdOf(body, inner) };
}

function messageOf(body: JsonObject): string {
  for (const value of [body['message'], body['msg'], body['detail'], body['error_msg']]) {
    if (typeof value === 'string' && value !== '') return value;
    if (Array.isArray(value)) return value.filter(isJsonObject).map(messageOf).filter(Boolean).join('; ');
  }
  return '';
}

function codesOf(body: JsonObject): { readonly code?: string; readonly type?: string } {
  const code = body['code'] ?? body['status'];
  const { type } = body;
  return {
    ...(typeof code === 'string' && code !== '' ? { code } : {}),
    ...(typeof code === 'number' ? { code: String(code) } : {}),
    ...(typeof type === 'string' && type !== '' ? { type } : {}),
  };
}

function requestIdOf(...bodies: readonly JsonObject[]): { readonly requestId?: string } {
  const found = bodies.map((body) => body['request_id']).find((id) => typeof id === 'string' && id !== '');
  return typeof found === 'string' ? { requestId: found } : {};
}
