import type { FailureKind } from '@reg/core';
import { gatewayPage } from '../faults/gateway-page.js';
import type { VendorError } from '../faults/vendor-error.js';

/** Stands for the account and key fragments that real messages carry and that no log may show. */
const account = 'org-5b0f9e8d7c6a4b3f<ak-f3k9qzexample7>';

function kimiError(
  status: number,
  type: string | undefined,
  text: { readonly message: string; readonly kind: FailureKind; readonly meaning: string },
): VendorError {
  return {
    status,
    body: { error: type === undefined ? { message: text.message } : { message: text.message, type } },
    expectedKind: text.kind,
    meaning: text.meaning,
  };
}

const invalid = 'invalid_request_error';
const quota = 'exceeded_current_quota_error';
const rate = 'rate_limit_reached_error';

/**
 * Every error of Moonshot's platform hosts: the error page of platform.moonshot.ai (2026-02-09) with the additions
 * of platform.kimi.ai (2026-09-12), and those of the Kimi Code plan (kimi.com error reference, 2026-09), whose page
 * gives texts and no types.
 */
export const kimiErrors = {
  contentFilter: kimiError(400, 'content_filter', {
    message: 'The request was rejected because it was considered high risk',
    kind: 'content_filter',
    meaning: 'refused by the content policy',
  }),
  invalidRequest: kimiError(400, invalid, {
    message: 'Invalid request: messages must not be empty',
    kind: 'invalid_request',
    meaning: 'the request is wrong',
  }),
  invalidTemperature: kimiError(400, invalid, {
    message: 'invalid temperature: only 1 is allowed for this model',
    kind: 'invalid_request',
    meaning: 'a sampling parameter that the model fixes',
  }),
  toolCallNotFound: kimiError(400, invalid, {
    message: 'tool_call_id  is not found',
    kind: 'invalid_request',
    meaning: 'a tool message without its call',
  }),
  tokenizationFailed: kimiError(400, invalid, {
    message: 'tokenization failed',
    kind: 'invalid_request',
    meaning: 'messages that the model cannot read',
  }),
  inputTooLong: kimiError(400, invalid, {
    message: 'Input token length too long',
    kind: 'context_window_exceeded',
    meaning: 'the prompt does not fit the window',
  }),
  tokenLimitExceeded: kimiError(400, invalid, {
    message: 'Your request exceeded model token limit : 262144',
    kind: 'context_window_exceeded',
    meaning: 'prompt and max tokens do not fit the window',
  }),
  invalidTokenLimit: kimiError(400, invalid, {
    message: 'Invalid request: Your request exceeded model token limit: 262144',
    kind: 'context_window_exceeded',
    meaning: 'the same in its other spelling',
  }),
  invalidPurpose: kimiError(400, invalid, {
    message: "Invalid purpose: only 'file-extract' accepted",
    kind: 'invalid_request',
    meaning: 'a file for an unknown purpose',
  }),
  fileTooLarge: kimiError(400, invalid, {
    message: 'File size is too large, max file size is 100MB, please confirm and re-upload the file',
    kind: 'invalid_request',
    meaning: 'a file of more than 100 MB',
  }),
  fileEmpty: kimiError(400, invalid, {
    message: 'File size is zero, please confirm and re-upload the file',
    kind: 'invalid_request',
    meaning: 'a file of no bytes',
  }),
  tooManyFiles: kimiError(400, invalid, {
    message:
      'The number of files you have uploaded exceeded the max file count 1000, please delete previous uploaded files',
    kind: 'invalid_request',
    meaning: 'more than 1000 files',
  }),
  invalidAuthentication: kimiError(401, 'invalid_authentication_error', {
    message: 'Invalid Authentication',
    kind: 'authentication',
    meaning: 'no key, or none that can be read',
  }),
  incorrectApiKey: kimiError(401, 'incorrect_api_key_error', {
    message: 'Incorrect API key provided',
    kind: 'authentication',
    meaning: 'an unknown key, or one of the other platform',
  }),
  codingKeyInvalid: kimiError(401, undefined, {
    message:
      'The API Key appears to be invalid or may have expired. Please verify your credentials and try again.',
    kind: 'authentication',
    meaning: 'Kimi Code plan',
  }),
  membershipUnverified: kimiError(402, undefined, {
    message:
      "We're unable to verify your membership benefits at this time. Please ensure your membership is active.",
    kind: 'quota_exhausted',
    meaning: 'Kimi Code plan',
  }),
  apiNotOpen: kimiError(403, 'permission_denied_error', {
    message: 'The API you are accessing is not open',
    kind: 'permission_denied',
    meaning: 'an endpoint that is not for this account',
  }),
  otherUserInfo: kimiError(403, 'permission_denied_error', {
    message: 'You are not allowed to get other user info',
    kind: 'permission_denied',
    meaning: "somebody else's data",
  }),
  ipNotAllowed: kimiError(403, 'permission_denied_error', {
    message: 'Your IP is not in the allowlist of this API key',
    kind: 'permission_denied',
    meaning: 'a key bound to other addresses (2026)',
  }),
  codingCycleLimit: kimiError(403, undefined, {
    message:
      "You've reached your usage limit for this billing cycle. Your quota will be refreshed in the next cycle.",
    kind: 'quota_exhausted',
    meaning: 'Kimi Code plan',
  }),
  codingAgentsOnly: kimiError(403, undefined, {
    message:
      'Kimi For Coding is currently only available for Coding Agents such as Kimi CLI, Claude Code, Roo Code, Kilo Code, etc.',
    kind: 'permission_denied',
    meaning: 'Kimi Code plan',
  }),
  accessTerminated: kimiError(403, undefined, {
    message: 'Access terminated',
    kind: 'permission_denied',
    meaning: 'Kimi Code plan',
  }),
  modelNotFound: kimiError(404, 'resource_not_found_error', {
    message: 'Not found the model kimi-k9 or Permission denied',
    kind: 'model_not_found',
    meaning: 'unknown or retired model, or no access to it',
  }),
  tooLarge: {
    status: 413,
    body: { error: { message: 'Request exceeds the maximum size' } },
    expectedKind: 'request_too_large',
    meaning: 'a body of more than 100 MB',
  },
  engineOverloaded: kimiError(429, 'engine_overloaded_error', {
    message: 'The engine is currently overloaded, please try again later',
    kind: 'overloaded',
    meaning: 'the model is busy',
  }),
  accountSuspended: kimiError(429, quota, {
    message: `Your account ${account} is suspended, please check your plan and billing details`,
    kind: 'quota_exhausted',
    meaning: 'arrears',
  }),
  insufficientBalance: kimiError(429, quota, {
    message: `Your account ${account} is suspended due to insufficient balance, please recharge your account or check your plan and billing details`,
    kind: 'quota_exhausted',
    meaning: 'no money',
  }),
  tokenQuotaExceeded: kimiError(429, quota, {
    message: `You exceeded your current token quota: ${account} 1000000, please check your account balance`,
    kind: 'quota_exhausted',
    meaning: 'the token quota is spent',
  }),
  accountInactive: kimiError(429, quota, {
    message: `Your account ${account} is not active, current state: suspended, please contact support`,
    kind: 'quota_exhausted',
    meaning: 'the account is switched off',
  }),
  maxConcurrency: kimiError(429, rate, {
    message: `Your account ${account} request reached organization max concurrency: 3, please try again after 1 seconds`,
    kind: 'rate_limited',
    meaning: 'too many requests at once',
  }),
  maxConcurrencyOther: kimiError(429, rate, {
    message: `Your account ${account} request reached max organization concurrency: 3, please try again after 2 seconds`,
    kind: 'rate_limited',
    meaning: 'the same in its other spelling',
  }),
  maxRequestsPerMinute: kimiError(429, rate, {
    message: `Your account ${account} request reached organization max RPM: 3, please try again after 1 seconds`,
    kind: 'rate_limited',
    meaning: 'too many requests a minute; at 3 a minute, 20 s would be the truth',
  }),
  tokensPerMinute: kimiError(429, rate, {
    message: `Your account ${account} request reached organization TPM rate limit, current:512000, limit:500000`,
    kind: 'rate_limited',
    meaning: 'too many tokens a minute',
  }),
  tokensPerDay: kimiError(429, rate, {
    message: `Your account ${account} request reached organization TPD rate limit, current:1500100, limit:1500000`,
    kind: 'quota_exhausted',
    meaning: 'the tokens of the day are spent',
  }),
  codingOverloaded: kimiError(429, undefined, {
    message: 'The engine is currently overloaded, please try again later',
    kind: 'overloaded',
    meaning: 'Kimi Code plan',
  }),
  codingTooManyRequests: kimiError(429, undefined, {
    message: "We're receiving too many requests at the moment. Please wait a moment and try again.",
    kind: 'rate_limited',
    meaning: 'Kimi Code plan',
  }),
  codingPeriodLimit: kimiError(429, undefined, {
    message:
      "You've reached your usage limit for this period. Your quota will be refreshed in the next period.",
    kind: 'quota_exhausted',
    meaning: 'Kimi Code plan',
  }),
  clientClosed: kimiError(499, 'client_closed_request', {
    message: 'The client closed the request',
    kind: 'aborted',
    meaning: 'the client went away; may be billed',
  }),
  extractFailed: kimiError(500, 'server_error', {
    message: 'Failed to extract file: internal error, request_id: 6f0c2d7e',
    kind: 'server_error',
    meaning: 'a file could not be read',
  }),
  invalidStateTransition: kimiError(500, 'unexpected_output', {
    message: 'invalid state transition, request_id: 6f0c2d7e',
    kind: 'server_error',
    meaning: 'the engine lost its way',
  }),
  serverUnavailable: kimiError(503, 'server_unavailable', {
    message: 'The server is currently unavailable, please try again later',
    kind: 'server_error',
    meaning: 'scaling or maintenance',
  }),
  gatewayTimeout: {
    status: 504,
    body: gatewayPage,
    expectedKind: 'gateway_timeout',
    meaning: 'the gateway waited 900 s for a whole answer',
  },
} as const satisfies Readonly<Record<string, VendorError>>;

/** A 400 with the vendor's own type for a wrong request. */
export function kimiInvalidRequest(message: string): VendorError {
  return kimiError(400, invalid, { message, kind: 'invalid_request', meaning: 'the request is wrong' });
}
