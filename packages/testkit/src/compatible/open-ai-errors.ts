import type { FailureKind } from '@reg/core';
import type { VendorError } from '../faults/vendor-error.js';

function openAiError(
  status: number,
  error: { readonly message: string; readonly type: string; readonly code: string | null },
  expectedKind: FailureKind,
): VendorError {
  return { status, body: { error: { ...error, param: null } }, expectedKind, meaning: error.message };
}

/**
 * Errors as OpenAI's own API shapes them (platform.openai.com, 2026), which most compatible servers copy, and two of
 * the servers' own.
 */
export const openAiErrors = {
  badRequest: openAiError(
    400,
    { message: 'Invalid value for messages', type: 'invalid_request_error', code: null },
    'invalid_request',
  ),
  contextLength: openAiError(
    400,
    {
      message: "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens.",
      type: 'invalid_request_error',
      code: 'context_length_exceeded',
    },
    'context_window_exceeded',
  ),
  unauthorized: openAiError(
    401,
    { message: 'Incorrect API key provided.', type: 'invalid_request_error', code: 'invalid_api_key' },
    'authentication',
  ),
  forbidden: openAiError(
    403,
    { message: 'You are not allowed to sample from this model', type: 'permission_error', code: null },
    'permission_denied',
  ),
  /** Ollama's text. */
  modelNotFound: openAiError(
    404,
    { message: 'model "nosuch" not found, try pulling it first', type: 'not_found_error', code: null },
    'model_not_found',
  ),
  tooLarge: openAiError(
    413,
    { message: 'Request entity too large', type: 'invalid_request_error', code: null },
    'request_too_large',
  ),
  rateLimited: openAiError(
    429,
    { message: 'Rate limit reached for requests', type: 'requests', code: 'rate_limit_exceeded' },
    'rate_limited',
  ),
  insufficientQuota: openAiError(
    429,
    {
      message: 'You exceeded your current quota, please check your plan and billing details.',
      type: 'insufficient_quota',
      code: 'insufficient_quota',
    },
    'quota_exhausted',
  ),
  internal: openAiError(
    500,
    { message: 'The server had an error while processing your request', type: 'server_error', code: null },
    'server_error',
  ),
  badGateway: openAiError(502, { message: 'Bad gateway', type: 'server_error', code: null }, 'server_error'),
  /** llama.cpp, while it loads a model. */
  loading: {
    status: 503,
    body: { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } },
    expectedKind: 'server_error',
    meaning: 'the model is being loaded',
  },
} as const satisfies Readonly<Record<string, VendorError>>;
