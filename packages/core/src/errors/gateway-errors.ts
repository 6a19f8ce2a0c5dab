import type { GatewayAnswer, OpenAiErrorType } from './error-row.js';

/** A code that only HTTP clients of the daemon see. */
export interface GatewayErrorRow extends GatewayAnswer {
  readonly when: string;
  readonly whatToDo: string;
}

const wrong = 'invalid_request_error';
const forbidden = 'permission_error';

/** The finer codes of a `no_eligible_model`: one reason explains why nobody can take the request. */
const rejections: readonly GatewayErrorRow[] = [
  row(400, wrong, 'context_length_exceeded', [
    'No allowed model has a window for this request.',
    'Shorten the conversation or allow a model with a larger window.',
  ]),
  row(400, wrong, 'output_limit_exceeded', [
    'No allowed model may write as much as `max_tokens` asks for.',
    'Lower `max_tokens`.',
  ]),
  row(400, wrong, 'over_cost_cap', [
    'Every model that could answer costs more than the cap, or nobody knows what it costs.',
    'Raise `reg.maxCostUsd`, ask for less output, or state the price in the configuration.',
  ]),
  row(400, wrong, 'no_free_model', [
    '`reg.freeOnly` is set and no free model can take the request.',
    'Drop it, or add a free model.',
  ]),
  row(400, wrong, 'no_capable_model', [
    'No allowed model can do what the request needs: vision, tools, JSON, reasoning …',
    'Ask for less, or allow a model that can.',
  ]),
  row(403, forbidden, 'model_not_allowed', [
    'The model exists, but the operator does not allow it: to nobody, or not to this virtual key.',
    'Use another, or have it added to the allowed models.',
  ]),
  row(503, 'api_error', 'no_usable_provider', [
    'No provider is usable: no key, disabled, or failed to start.',
    'The operator runs `reg doctor`.',
  ]),
];

/** Refusals of the HTTP layer itself, before any routing. */
const refusals: readonly GatewayErrorRow[] = [
  row(400, wrong, 'empty_body', ['There is no body.', 'Send a JSON object.']),
  row(400, wrong, 'invalid_json', ['The body is not JSON.', 'The message tells the place.']),
  row(400, wrong, 'nested_too_deep', ['The body nests absurdly deep.', 'Flatten it.']),
  row(400, wrong, 'malformed_http', ['Not a well-formed HTTP/1.1 request.', 'Check the client or proxy.']),
  row(400, wrong, 'malformed_url', ['The path is not a well-formed URL.', 'Encode it.']),
  row(401, 'authentication_error', 'invalid_api_key', [
    'The daemon has keys of its own and none of them came.',
    'Send one of `REG_API_KEYS`, or one made with `reg keys create`, as a bearer token. It is not a key of a vendor.',
  ]),
  row(401, 'authentication_error', 'expired_api_key', [
    'The virtual key has expired.',
    'Ask the operator for a new one.',
  ]),
  row(401, 'authentication_error', 'revoked_api_key', [
    'The virtual key was revoked.',
    'Ask the operator for a new one.',
  ]),
  row(403, forbidden, 'admin_key_required', [
    'A virtual key asks for something of the operator: metrics, diagnoses, circuits.',
    'Use one of `REG_API_KEYS`, or a key made with `reg keys create --admin`.',
  ]),
  row(429, 'rate_limit_error', 'key_rate_limit_exceeded', [
    'The virtual key made as many requests, or used as many tokens, in a minute as it may.',
    'Wait for what `Retry-After` says.',
  ]),
  row(429, 'insufficient_quota', 'key_budget_exceeded', [
    'The virtual key has spent its budget of the day or the month, or calls in progress hold what is left of it.',
    'Wait for what `Retry-After` says, or have the budget raised.',
  ]),
  row(403, forbidden, 'host_not_allowed', [
    'The daemon has no keys and the Host header does not name this machine.',
    'Use a loopback address, or set `REG_API_KEYS`.',
  ]),
  row(403, forbidden, 'origin_not_allowed', [
    'The daemon has no keys and a web page of another site asks.',
    'Set `REG_API_KEYS` if the page may.',
  ]),
  row(404, wrong, 'unknown_route', ['There is no such path.', '`GET /openapi.json` lists what there is.']),
  row(405, wrong, 'method_not_allowed', ['The path takes another method.', 'The Allow header names it.']),
  row(408, wrong, 'request_timeout', [
    'The request did not arrive whole in time.',
    'Send it without pauses.',
  ]),
  row(415, wrong, 'unsupported_media_type', ['The body is declared as something else.', 'Declare JSON.']),
  row(431, wrong, 'headers_too_large', ['The request headers are too large.', 'Send fewer or shorter ones.']),
  row(503, 'api_error', 'overloaded', [
    'The daemon itself has more to do than it can keep up with; nothing was asked of a vendor.',
    'Send the request again after Retry-After. If it lasts: more processors, or more daemons.',
  ]),
  row(503, 'api_error', 'server_shutting_down', [
    'The daemon is going down.',
    'Send the request again: another instance or the next start takes it.',
  ]),
];

/** Every code beyond those of {@link errorCatalogue} that the daemon answers with. */
export const gatewayErrors = { rejections, refusals } as const;

function row(
  status: number,
  type: OpenAiErrorType,
  code: string,
  [when, whatToDo]: readonly [string, string],
): GatewayErrorRow {
  return { status, type, code, when, whatToDo };
}
