import { glmErrors, kimiErrors, type Fault, type VendorError } from '@reg/testkit';
import type { Random } from '@reg/core';
import { pickFrom } from './pick.js';

export type Vendor = 'kimi' | 'glm';

/**
 * One fault of each kind that the simulators know; the type says so when a kind is missing here. Waits are around
 * the timeouts of the daemon under test, some below and some above.
 */
export const everyFault: {
  readonly [Kind in Fault['kind']]: (random: Random, vendor: Vendor) => Extract<Fault, { kind: Kind }>;
} = {
  status: (random) => ({
    kind: 'status',
    status: pickFrom([400, 408, 409, 418, 429, 500, 502, 503, 529], random),
    body: pickFrom(['', 'upstream connect error', { detail: 'no' }, { error: { message: 'busy' } }], random),
    ...(random() < 0.3
      ? { retryAfter: pickFrom([{ seconds: 1 }, { ms: 300 }, { dateInMs: 1_500 }], random) }
      : {}),
  }),
  error: (random, vendor) => ({ kind: 'error', error: passingError(random, vendor) }),
  html_504: () => ({ kind: 'html_504' }),
  refuse_connections: (random) => ({ kind: 'refuse_connections', forMs: between(50, 400, random) }),
  reset_before_response: () => ({ kind: 'reset_before_response' }),
  reset_after_headers: () => ({ kind: 'reset_after_headers' }),
  silence: () => ({ kind: 'silence' }),
  silence_after_headers: () => ({ kind: 'silence_after_headers' }),
  empty_body: () => ({ kind: 'empty_body' }),
  truncated_json: (random) => ({ kind: 'truncated_json', ending: ending(random) }),
  no_choices: () => ({ kind: 'no_choices' }),
  empty_answer: () => ({ kind: 'empty_answer' }),
  huge_body: (random) => ({ kind: 'huge_body', bytes: between(1, 24, random) * 1024 * 1024 }),
  error_in_200: () => ({ kind: 'error_in_200' }),
  stall: (random) => ({
    kind: 'stall',
    afterContentChunks: between(0, 4, random),
    ...(random() < 0.5 ? { forMs: between(50, 2_000, random) } : {}),
  }),
  cut: (random) => ({ kind: 'cut', afterContentChunks: between(0, 5, random), ending: ending(random) }),
  cut_in_tool_call: (random) => ({ kind: 'cut_in_tool_call', ending: ending(random) }),
  error_first: (random, vendor) => ({
    kind: 'error_first',
    error: passingError(random, vendor),
    named: random() < 0.5,
  }),
  preamble_then_error: (random, vendor) => ({
    kind: 'preamble_then_error',
    error: passingError(random, vendor),
    named: random() < 0.5,
  }),
  error_mid_stream: (random, vendor) => ({
    kind: 'error_mid_stream',
    error: passingError(random, vendor),
    afterContentChunks: between(1, 4, random),
    named: random() < 0.5,
    done: random() < 0.5,
  }),
  malformed_chunk: (random) => ({ kind: 'malformed_chunk', afterContentChunks: between(0, 4, random) }),
  glued_frames: (random) => ({ kind: 'glued_frames', afterContentChunks: between(0, 4, random) }),
  no_done: () => ({ kind: 'no_done' }),
  done_without_finish: () => ({ kind: 'done_without_finish' }),
  finish_reason: (random) => ({
    kind: 'finish_reason',
    reason: pickFrom(['network_error', 'sensitive', 'model_context_window_exceeded'], random),
    afterContentChunks: between(0, 4, random),
  }),
  latency: (random) => ({ kind: 'latency', ms: between(20, 1_600, random) }),
  slow_first_token: (random) => ({ kind: 'slow_first_token', ms: between(20, 1_600, random) }),
  slow_chunks: (random) => ({ kind: 'slow_chunks', ms: between(5, 60, random) }),
  drip: () => ({ kind: 'drip' }),
  split_utf8: () => ({ kind: 'split_utf8' }),
  crlf: () => ({ kind: 'crlf' }),
  comments: () => ({ kind: 'comments' }),
  usage: (random) => ({
    kind: 'usage',
    placement: pickFrom(['choice', 'finish', 'extra', 'missing'] as const, random),
  }),
};

export const faultKinds = Object.keys(everyFault) as readonly Fault['kind'][];

/** What a key is told when it is spent or refused: it rests for long, so only one key of each vendor is told so. */
const keyErrors: ReadonlySet<string> = new Set(['quota_exhausted', 'authentication', 'permission_denied']);

export function keyError(random: Random, vendor: Vendor): VendorError {
  return pickFrom(errorsOf(vendor).filter(isKeyError), random);
}

function passingError(random: Random, vendor: Vendor): VendorError {
  return pickFrom(
    errorsOf(vendor).filter((error) => !isKeyError(error)),
    random,
  );
}

function isKeyError({ expectedKind }: VendorError): boolean {
  return keyErrors.has(expectedKind);
}

function errorsOf(vendor: Vendor): readonly VendorError[] {
  return Object.values<VendorError>(vendor === 'kimi' ? kimiErrors : glmErrors);
}

function ending(random: Random): 'end' | 'close' | 'reset' {
  return pickFrom(['end', 'close', 'reset'] as const, random);
}

function between(least: number, most: number, random: Random): number {
  return least + Math.floor(random() * (most - least + 1));
}
