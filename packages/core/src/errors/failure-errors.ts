import type { FailureKind } from '../ports/failure.js';
import type { ErrorRow, GatewayAnswer } from './error-row.js';

const badRequest = (code: string, status = 400): GatewayAnswer => ({
  status,
  type: 'invalid_request_error',
  code,
});
const upstream = (code: string, status = 502): GatewayAnswer => ({ status, type: 'api_error', code });
const limited: GatewayAnswer = { status: 429, type: 'rate_limit_error', code: 'rate_limit_exceeded' };
const timedOut = upstream('upstream_timeout', 504);
// A vendor's 401 must never look like the client's own key was wrong: clients would throw that key away.
const noCredential = upstream('upstream_credentials_exhausted');

type FailureRow = Omit<ErrorRow, 'code' | 'ofAttempt' | 'gateway'> & { readonly gateway: GatewayAnswer };

/** What `APIError` and its subclasses can say: their code is their `kind`. */
export const failureErrors: Readonly<Record<FailureKind, FailureRow>> = {
  invalid_request: {
    className: 'BadRequestError',
    gateway: badRequest('invalid_request'),
    when: 'The vendor refused the request as wrong.',
    whatToDo: 'Read the message and mend the request; no other model is asked, because none would take it.',
  },
  request_too_large: {
    className: 'BadRequestError',
    gateway: badRequest('request_too_large', 413),
    when: 'The body is larger than the vendor, or the daemon, takes.',
    whatToDo:
      'Send less: shorten the conversation, or upload files instead of inlining them. The daemon has `server.bodyLimitBytes`.',
  },
  context_window_exceeded: {
    className: 'ContextWindowExceededError',
    gateway: { ...badRequest('context_length_exceeded'), param: 'messages' },
    when: 'Input plus output do not fit the model, nor any larger one that was allowed.',
    whatToDo: 'Shorten the conversation, lower `max_tokens`, or allow a model with a larger window.',
  },
  content_filter: {
    className: 'ContentFilterError',
    gateway: { ...badRequest('content_filter'), param: 'messages' },
    when: "The vendor's content policy refused the request or the answer.",
    whatToDo: 'Change the content. Other vendors are asked only where that was allowed.',
  },
  authentication: {
    className: 'AuthenticationError',
    gateway: noCredential,
    when: 'The key is wrong, expired, missing, or of another platform of the same vendor.',
    whatToDo: 'Run `reg doctor`, replace the key, and check that base URL and key belong together.',
  },
  permission_denied: {
    className: 'PermissionDeniedError',
    gateway: noCredential,
    when: 'The key is good but may not do this, or configuration does not admit the model.',
    whatToDo: "Give the key the right at the vendor's console, or allow the model in the configuration.",
  },
  quota_exhausted: {
    className: 'InsufficientQuotaError',
    gateway: { status: 429, type: 'insufficient_quota', code: 'insufficient_quota' },
    when: 'No money, no plan, or its quota is spent. Waiting a little does not help.',
    whatToDo: 'Top the account up or renew the plan; add a second key or another provider meanwhile.',
  },
  rate_limited: {
    className: 'RateLimitError',
    gateway: limited,
    when: 'Too many requests for this key; the account is fine.',
    whatToDo: 'Wait for as long as Retry-After says. More keys or providers spread the load.',
  },
  model_not_found: {
    className: 'NotFoundError',
    gateway: { ...badRequest('model_not_found', 404), param: 'model' },
    when: 'The vendor does not know the model, or the account has no access to it.',
    whatToDo: "Compare with `reg models`; some models open only after the vendor's first payment.",
  },
  overloaded: {
    className: 'RateLimitError',
    gateway: limited,
    when: 'The vendor is busy with this model.',
    whatToDo: 'Try again later, or allow fallback so that another model answers.',
  },
  server_error: {
    className: 'InternalServerError',
    gateway: upstream('upstream_error'),
    when: 'The vendor failed with a 5xx status.',
    whatToDo: 'Nothing on this side. A second provider makes such days harmless.',
  },
  gateway_timeout: {
    className: 'InternalServerError',
    gateway: timedOut,
    when: 'A proxy in front of the vendor gave up waiting (504).',
    whatToDo: 'Stream long answers, so that bytes flow before a proxy loses patience.',
  },
  connection: {
    className: 'APIConnectionError',
    gateway: upstream('upstream_unreachable'),
    when: 'Name lookup, TCP or TLS failed, or the connection broke before an answer.',
    whatToDo: 'Check base URL, network, proxy and certificates from the machine that runs reg.',
  },
  connect_timeout: {
    className: 'APIConnectionTimeoutError',
    gateway: timedOut,
    when: 'No connection within `connectMs`.',
    whatToDo: 'Check the network; raise the timeout only for hosts that are slow by nature.',
  },
  headers_timeout: {
    className: 'APIConnectionTimeoutError',
    gateway: timedOut,
    when: 'No response headers within `headersMs`.',
    whatToDo: 'Stream, or raise the timeout: without streaming a model thinks before it sends headers.',
  },
  first_token_timeout: {
    className: 'APIConnectionTimeoutError',
    gateway: timedOut,
    when: 'A stream began but brought no content within `firstTokenMs`.',
    whatToDo: 'Raise the timeout for models that think long, or prefer a faster one.',
  },
  idle_timeout: {
    className: 'APIConnectionTimeoutError',
    gateway: timedOut,
    when: 'An answer stalled for longer than `idleMs`.',
    whatToDo: 'Send the request again; raise the timeout if the model pauses by nature.',
  },
  total_timeout: {
    className: 'APIConnectionTimeoutError',
    gateway: timedOut,
    when: 'One attempt took longer than `totalMs` altogether.',
    whatToDo: 'Ask for less output, or raise the timeout.',
  },
  stream_truncated: {
    className: 'StreamTruncatedError',
    gateway: upstream('stream_truncated'),
    when: 'A stream ended without its terminal marker: what came so far is not the whole answer.',
    whatToDo: 'Discard the part or continue it knowingly, and send the request again.',
  },
  malformed_response: {
    className: 'MalformedResponseError',
    gateway: upstream('upstream_malformed_response'),
    when: 'The vendor answered something that is not the documented shape, or nothing.',
    whatToDo: 'Check that the base URL is the API and not a web page; otherwise report it.',
  },
  aborted: {
    className: 'APIUserAbortError',
    // 499 is nginx's word for "the client went away": it is logged and counted, nobody is left to read it.
    gateway: badRequest('aborted', 499),
    when: 'The caller cancelled or went away. It counts against nobody.',
    whatToDo: 'Nothing; it is what was asked for.',
  },
  deadline_exceeded: {
    className: 'APIConnectionTimeoutError',
    gateway: upstream('deadline_exceeded', 504),
    when: 'An attempt was cut because the deadline of its call ran out.',
    whatToDo: 'Allow more time with `deadlineMs`, or take a faster model.',
  },
  concurrency_limited: {
    className: 'ConcurrencyLimitedError',
    gateway: limited,
    when: "reg's own limit for the provider is reached; nothing was sent.",
    whatToDo: 'Send less at once, or raise `limits.maxConcurrent` or the queue of the provider.',
  },
  retry_budget_exhausted: {
    className: 'RetryBudgetExhaustedError',
    gateway: upstream('retry_budget_exhausted', 503),
    when: 'The provider fails so often that its share of retries is used up; nothing was sent.',
    whatToDo: 'Send the request again later, allow fallback, or raise `retry.budgetRatio`.',
  },
  circuit_open: {
    className: 'CircuitOpenError',
    gateway: upstream('circuit_open', 503),
    when: 'The target failed too often lately and rests; nothing was sent.',
    whatToDo: 'Wait until the time that `reg doctor` tells, or use another model.',
  },
  unknown: {
    className: 'APIError',
    gateway: upstream('internal_error', 500),
    when: "An error that is none of reg's: a bug in a call function or an adapter.",
    whatToDo: 'Look at its cause; report it with the request id if it came out of reg.',
  },
};
