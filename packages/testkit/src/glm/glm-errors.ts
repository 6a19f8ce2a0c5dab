import type { FailureKind } from '@reg/core';
import type { VendorError } from '../faults/vendor-error.js';

function glmError(status: number, code: string, message: string, expectedKind: FailureKind): VendorError {
  return { status, body: { error: { code, message } }, expectedKind, meaning: message };
}

/** Reset times come without an offset and are Beijing time, as seen live 2026-09. */
const resetsAt = '2026-09-16 06:28:10';

/**
 * Every error of the GLM API by its code: the error page of docs.z.ai (after 2026-08), and the codes that only the
 * lists of 2024 and 2025-12 have, whose HTTP status is by analogy (they are marked).
 */
export const glmErrors = {
  internal: glmError(500, '500', 'Internal Error', 'server_error'),
  '1000': glmError(401, '1000', 'Authentication Failed', 'authentication'),
  '1001': glmError(
    401,
    '1001',
    'Authentication parameter not received in Header, unable to authenticate',
    'authentication',
  ),
  /** Old lists only. */
  '1002': glmError(
    401,
    '1002',
    'Invalid Authentication Token, please confirm the correct transmission of the Authentication Token',
    'authentication',
  ),
  '1003': glmError(401, '1003', 'Authentication Token expired, please regenerate/obtain', 'authentication'),
  /** Old lists only. */
  '1004': glmError(
    401,
    '1004',
    'Authentication failed with the provided Authentication Token',
    'authentication',
  ),
  '1005': glmError(401, '1005', 'Need Two-Factor Authentication', 'authentication'),
  /** Old lists only. */
  '1100': glmError(401, '1100', 'Account Read/Write', 'permission_denied'),
  /** Old lists only. */
  '1110': glmError(
    401,
    '1110',
    'Your account is currently inactive. Please check your account information',
    'permission_denied',
  ),
  /** Old lists only. */
  '1111': glmError(401, '1111', 'Your account does not exist', 'permission_denied'),
  /** Old lists only. */
  '1112': glmError(
    401,
    '1112',
    'Your account has been locked. Please contact customer service to unlock it',
    'permission_denied',
  ),
  '1113': glmError(
    429,
    '1113',
    'Insufficient balance or no resource package. Please recharge.',
    'quota_exhausted',
  ),
  /** Old lists only. */
  '1120': glmError(
    500,
    '1120',
    'Unable to successfully access your account, please try again later',
    'server_error',
  ),
  /** Old lists only. */
  '1121': glmError(
    401,
    '1121',
    'Your account has irregular activity and has been locked',
    'permission_denied',
  ),
  '1200': glmError(500, '1200', 'API Call Error', 'server_error'),
  '1210': glmError(400, '1210', 'Invalid API parameter, please check the documentation.', 'invalid_request'),
  '1211': glmError(400, '1211', 'Unknown Model, please check the model code.', 'model_not_found'),
  '1212': glmError(400, '1212', 'Current model does not support `SSE` call method', 'model_not_found'),
  '1213': glmError(400, '1213', 'The messages parameter was not received normally.', 'invalid_request'),
  '1214': glmError(
    400,
    '1214',
    'Invalid messages parameter. Please check the documentation.',
    'invalid_request',
  ),
  '1215': glmError(
    400,
    '1215',
    'temperature and do_sample cannot be set simultaneously. Please check the documentation.',
    'invalid_request',
  ),
  '1220': glmError(403, '1220', 'You do not have permission to access chat/completions', 'permission_denied'),
  '1221': glmError(400, '1221', 'API chat/completions has been taken offline', 'model_not_found'),
  '1222': glmError(400, '1222', 'API chat/completions does not exist', 'model_not_found'),
  '1230': glmError(500, '1230', 'API call process error', 'server_error'),
  /** Old lists only. */
  '1231': glmError(400, '1231', 'You already have a request: 2026070811063400e6c57cfb', 'invalid_request'),
  /** Old lists only. */
  '1232': glmError(
    400,
    '1232',
    'When fetching the result of an asynchronous call, please use the query API',
    'invalid_request',
  ),
  /** Old lists only. */
  '1233': glmError(400, '1233', 'Task: 2026070811063400e6c57cfb does not exist', 'invalid_request'),
  '1234': glmError(
    500,
    '1234',
    'Network error, error id: 20260708110634e6c57cfb, please try again later',
    'server_error',
  ),
  '1261': glmError(400, '1261', 'Prompt exceeds max length', 'context_window_exceeded'),
  /** Old lists only. */
  '1300': glmError(400, '1300', 'API call blocked by policy', 'content_filter'),
  '1301': glmError(
    400,
    '1301',
    'System detected potentially unsafe or sensitive content in input or generation. Please avoid prompts that may generate sensitive content. Thank you for your cooperation.',
    'content_filter',
  ),
  '1302': glmError(429, '1302', 'Rate limit reached for requests', 'rate_limited'),
  /** The same code with its older text. */
  '1302 concurrency': glmError(
    429,
    '1302',
    'High concurrency usage of this API, please reduce concurrency or contact customer service to increase limits',
    'rate_limited',
  ),
  /** Old lists only. */
  '1303': glmError(
    429,
    '1303',
    'High frequency usage of this API, please reduce frequency or contact customer service to increase limits',
    'rate_limited',
  ),
  /** Old lists only. */
  '1304': glmError(
    429,
    '1304',
    'Daily call limit for this API reached. For more requests, please contact customer service to purchase',
    'quota_exhausted',
  ),
  '1305': glmError(
    429,
    '1305',
    'The service may be temporarily overloaded, please try again later',
    'overloaded',
  ),
  '1308': glmError(
    429,
    '1308',
    `Usage limit reached for 5 hour. Your limit will reset at ${resetsAt}`,
    'quota_exhausted',
  ),
  '1309': glmError(
    429,
    '1309',
    'Your GLM Coding Plan package has expired and is temporarily unavailable. You can resume using it after renewing your subscription',
    'quota_exhausted',
  ),
  '1310': glmError(
    429,
    '1310',
    `Weekly/Monthly Limit Exhausted. Your limit will reset at ${resetsAt}`,
    'quota_exhausted',
  ),
  '1311': glmError(
    429,
    '1311',
    'Your current subscription plan does not yet include access to glm-5.3-flashx',
    'model_not_found',
  ),
  /** Old lists only. */
  '1312': glmError(
    429,
    '1312',
    'This model is currently experiencing high traffic. Please try again later or use another model',
    'overloaded',
  ),
  '1313': glmError(
    429,
    '1313',
    'Your account usage does not comply with the Fair Usage Policy, and your request frequency has been limited',
    'quota_exhausted',
  ),
  '1314': glmError(429, '1314', 'Your enterprise package has expired', 'quota_exhausted'),
  '1315': glmError(
    429,
    '1315',
    'This API Key is limited to enterprise coding package scenarios',
    'permission_denied',
  ),
  '1316': glmError(
    429,
    '1316',
    `Usage limit reached for the past 5 hours. Resets at ${resetsAt}`,
    'quota_exhausted',
  ),
  '1317': glmError(
    429,
    '1317',
    `Usage limit reached for the past 7 days. Resets at ${resetsAt}`,
    'quota_exhausted',
  ),
  '1318': glmError(
    429,
    '1318',
    `Usage limit reached for the past 5 hours. Resets at ${resetsAt}`,
    'quota_exhausted',
  ),
  '1319': glmError(
    429,
    '1319',
    `Usage limit reached for the past 7 days. Resets at ${resetsAt}`,
    'quota_exhausted',
  ),
  '1320': glmError(
    429,
    '1320',
    `Usage limit reached for the past 5 hours. Resets at ${resetsAt}`,
    'quota_exhausted',
  ),
  '1321': glmError(
    429,
    '1321',
    `Usage limit reached for the past 7 days. Resets at ${resetsAt}`,
    'quota_exhausted',
  ),
  /** Old lists only. */
  '434': glmError(434, '434', 'No API permission, the API is in beta', 'permission_denied'),
  /** Old lists only. */
  '435': glmError(435, '435', 'File size exceeds 100 MB', 'request_too_large'),
} as const satisfies Readonly<Record<string, VendorError>>;

/** 1213: a required parameter is missing. */
export function glmMissing(parameter: string): VendorError {
  return glmError(400, '1213', `The ${parameter} parameter was not received normally.`, 'invalid_request');
}

/** 1214: a parameter has a value that it may not have. */
export function glmInvalid(parameter: string): VendorError {
  return glmError(
    400,
    '1214',
    `Invalid ${parameter} parameter. Please check the documentation.`,
    'invalid_request',
  );
}

/** 1210 with a text of its own. */
export function glmBadParameter(message: string): VendorError {
  return glmError(400, '1210', message, 'invalid_request');
}

/** 1231: the request id is in use by a request that is still running. */
export function glmDuplicateRequest(requestId: string): VendorError {
  return glmError(400, '1231', `You already have a request: ${requestId}`, 'invalid_request');
}
