import { kimiErrors, type Fault } from '@reg/testkit';

type Kind = Fault['kind'];

const error = kimiErrors.engineOverloaded;

/** One fault of every kind that the simulators know; a new kind does not compile until it stands here. */
export const everyFault: { readonly [K in Kind]: Extract<Fault, { readonly kind: K }> } = {
  status: { kind: 'status', status: 500, body: 'oops' },
  error: { kind: 'error', error },
  html_504: { kind: 'html_504' },
  refuse_connections: { kind: 'refuse_connections' },
  reset_before_response: { kind: 'reset_before_response' },
  reset_after_headers: { kind: 'reset_after_headers' },
  silence: { kind: 'silence' },
  silence_after_headers: { kind: 'silence_after_headers' },
  empty_body: { kind: 'empty_body' },
  truncated_json: { kind: 'truncated_json' },
  no_choices: { kind: 'no_choices' },
  empty_answer: { kind: 'empty_answer' },
  huge_body: { kind: 'huge_body', bytes: 200_000_000 },
  error_in_200: { kind: 'error_in_200' },
  stall: { kind: 'stall' },
  cut: { kind: 'cut' },
  cut_in_tool_call: { kind: 'cut_in_tool_call' },
  error_first: { kind: 'error_first', error },
  preamble_then_error: { kind: 'preamble_then_error', error },
  error_mid_stream: { kind: 'error_mid_stream', error },
  malformed_chunk: { kind: 'malformed_chunk' },
  glued_frames: { kind: 'glued_frames' },
  no_done: { kind: 'no_done' },
  done_without_finish: { kind: 'done_without_finish' },
  finish_reason: { kind: 'finish_reason', reason: 'network_error' },
  latency: { kind: 'latency', ms: 20 },
  slow_first_token: { kind: 'slow_first_token', ms: 20 },
  slow_chunks: { kind: 'slow_chunks', ms: 2 },
  drip: { kind: 'drip' },
  split_utf8: { kind: 'split_utf8' },
  crlf: { kind: 'crlf' },
  comments: { kind: 'comments' },
  usage: { kind: 'usage', placement: 'missing' },
};
