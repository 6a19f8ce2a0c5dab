import type { Refusal } from '../law.js';

/**
 * What must follow from an error of a vendor, by the columns of its documentation: whether the same target may be
 * tried again, whether another one may, and for how long this one is to be left alone.
 */
export type Follow =
  /** The request is to blame: nobody else is asked, and nothing is remembered. */
  | { readonly type: 'stop'; readonly refusal: Refusal }
  /** The key is spent: another vendor at once, and this key rests. */
  | { readonly type: 'key' }
  /** The model is not to be had: another one at once, and this one rests. */
  | { readonly type: 'model' }
  /** Once more, then another vendor. */
  | { readonly type: 'retry' }
  /** A stream once more, a whole answer not, because it would take as long again; then another vendor. */
  | { readonly type: 'retryStream' }
  /** The vendor names a time that is longer than anybody waits: another vendor at once, and it is left alone. */
  | { readonly type: 'later' }
  /** Only a model with a larger window is any better. */
  | { readonly type: 'larger' };

const stop = (refusal: Refusal): Follow => ({ type: 'stop', refusal });
const wrong = stop('invalid_request');
const key: Follow = { type: 'key' };
const model: Follow = { type: 'model' };
const retry: Follow = { type: 'retry' };
const retryStream: Follow = { type: 'retryStream' };
const later: Follow = { type: 'later' };
const larger: Follow = { type: 'larger' };

/** Errors page of platform.moonshot.ai (2026-02-09), platform.kimi.ai (2026-09-12), kimi.com Kimi Code (2026-09). */
export const kimiFollows = {
  contentFilter: stop('content_filter'),
  invalidRequest: wrong,
  invalidTemperature: wrong,
  toolCallNotFound: wrong,
  tokenizationFailed: wrong,
  inputTooLong: larger,
  tokenLimitExceeded: larger,
  invalidTokenLimit: larger,
  invalidPurpose: wrong,
  fileTooLarge: wrong,
  fileEmpty: wrong,
  tooManyFiles: wrong,
  invalidAuthentication: key,
  incorrectApiKey: key,
  codingKeyInvalid: key,
  membershipUnverified: key,
  apiNotOpen: key,
  otherUserInfo: key,
  ipNotAllowed: key,
  codingCycleLimit: key,
  codingAgentsOnly: key,
  accessTerminated: key,
  modelNotFound: model,
  tooLarge: stop('request_too_large'),
  engineOverloaded: retry,
  accountSuspended: key,
  insufficientBalance: key,
  tokenQuotaExceeded: key,
  accountInactive: key,
  maxConcurrency: later,
  maxConcurrencyOther: later,
  maxRequestsPerMinute: later,
  tokensPerMinute: retry,
  tokensPerDay: key,
  codingOverloaded: retry,
  codingTooManyRequests: retry,
  codingPeriodLimit: key,
  clientClosed: stop('client_closed'),
  extractFailed: retry,
  invalidStateTransition: retry,
  serverUnavailable: retry,
  gatewayTimeout: retryStream,
} as const satisfies Readonly<Record<string, Follow>>;

/** docs.z.ai error codes (2026) and, where that dropped them, docs.bigmodel.cn (2025-12). */
export const glmFollows = {
  internal: retry,
  '1000': key,
  '1001': key,
  '1002': key,
  '1003': key,
  '1004': key,
  '1005': key,
  '1100': key,
  '1110': key,
  '1111': key,
  '1112': key,
  '1113': key,
  '1120': retry,
  '1121': key,
  '1200': retry,
  '1210': wrong,
  '1211': model,
  '1212': model,
  '1213': wrong,
  '1214': wrong,
  '1215': wrong,
  '1220': key,
  '1221': model,
  '1222': model,
  '1230': retry,
  '1231': wrong,
  '1232': wrong,
  '1233': wrong,
  '1234': retry,
  '1261': larger,
  '1300': stop('content_filter'),
  '1301': stop('content_filter'),
  '1302': retry,
  // The older text of the same code.
  '1302 concurrency': retry,
  '1303': retry,
  '1304': key,
  // Sooner than after 30 s it was seen to fail again.
  '1305': later,
  '1308': key,
  '1309': key,
  '1310': key,
  '1311': model,
  '1312': retry,
  '1313': key,
  '1314': key,
  '1315': key,
  '1316': key,
  '1317': key,
  '1318': key,
  '1319': key,
  '1320': key,
  '1321': key,
  '434': key,
  '435': stop('request_too_large'),
} as const satisfies Readonly<Record<string, Follow>>;
