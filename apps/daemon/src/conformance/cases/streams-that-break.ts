import { glmErrors, kimiErrors, type BreakStyle } from '@reg/testkit';
import type { Vendor } from '../conformance-case.js';
import type { BrokenLaw } from '../law.js';
import { breaks } from './befallen.js';
import { busyError, chunk, events, raw, stop, text, type StreamRow } from './stream-row.js';

const endings: readonly BreakStyle[] = ['end', 'close', 'reset'];

/** What a caller may be told of a stream that stops: by a connection, or by an end that is none. */
const cut = (vendor: Vendor): BrokenLaw =>
  breaks(vendor, ['stream_truncated', 'upstream_unreachable', 'connection']);
const unreadable = (vendor: Vendor): BrokenLaw =>
  breaks(vendor, ['upstream_malformed_response', 'malformed_response', 'stream_truncated']);
const busy = (vendor: Vendor): BrokenLaw =>
  breaks(vendor, ['rate_limit_exceeded', 'overloaded', 'rate_limited']);
const failed = (vendor: Vendor): BrokenLaw => breaks(vendor, ['upstream_error', 'server_error']);
const stalled = (vendor: Vendor): BrokenLaw => breaks(vendor, ['upstream_timeout', 'idle_timeout']);
const begun = text('As you ');

/** The law for a stream that begins as `begun`. */
function afterBegun(law: (vendor: Vendor) => BrokenLaw): StreamRow['law'] {
  return (vendor) => ({ ...law(vendor), text: 'As you ' });
}

const callsTool = {
  body: {
    tools: [
      {
        type: 'function',
        function: {
          name: 'get_weather',
          description: 'The weather of a place.',
          parameters: { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] },
        },
      },
    ],
    messages: [{ role: 'user', content: 'Use get_weather for Qingdao.' }],
  },
};

/** Content was seen: nothing is replayed, and the client is told by a typed error, never by a clean end. */
export const brokenStreams: readonly StreamRow[] = [
  ...endings.map((ending): StreamRow => ({
    name: `cut-after-content-${ending}`,
    faults: [{ kind: 'cut', afterContentChunks: 3, ending }],
    law: cut,
    complaints: ['cleanCut', 'deadDone'],
  })),
  ...endings.map((ending): StreamRow => ({
    name: `cut-inside-a-frame-${ending}`,
    faults: [{ kind: 'truncated_json', ending }],
    law: (vendor) =>
      breaks(vendor, [
        'stream_truncated',
        'upstream_unreachable',
        'connection',
        'upstream_malformed_response',
        'malformed_response',
      ]),
  })),
  ...(['end', 'reset'] as const).map((ending): StreamRow => ({
    name: `cut-inside-a-tool-call-${ending}`,
    faults: [{ kind: 'cut_in_tool_call', ending }],
    question: callsTool,
    law: cut,
  })),
  {
    name: 'stall-after-content',
    faults: [{ kind: 'stall', afterContentChunks: 2 }],
    impatient: 'idleMs',
    law: stalled,
    complaints: ['brokenStream'],
  },
  {
    name: 'error-after-content',
    faults: (vendor) => [{ kind: 'error_mid_stream', error: busyError(vendor) }],
    law: busy,
    complaints: ['lostRetries'],
  },
  {
    name: 'named-error-after-content',
    faults: (vendor) => [{ kind: 'error_mid_stream', error: busyError(vendor), named: true }],
    law: busy,
  },
  {
    name: 'error-after-content-then-done',
    faults: (vendor) => [{ kind: 'error_mid_stream', error: busyError(vendor), done: true }],
    law: busy,
    complaints: ['deadDone'],
  },
  {
    name: 'empty-balance-after-content',
    faults: (vendor) => [
      {
        kind: 'error_mid_stream',
        error: vendor === 'kimi' ? kimiErrors.insufficientBalance : glmErrors['1113'],
      },
    ],
    law: (vendor) => breaks(vendor, ['insufficient_quota', 'quota_exhausted']),
  },
  {
    name: 'content-filter-after-content',
    faults: (vendor) => [
      { kind: 'error_mid_stream', error: vendor === 'kimi' ? kimiErrors.contentFilter : glmErrors['1301'] },
    ],
    law: (vendor) => breaks(vendor, 'content_filter'),
  },
  {
    name: 'malformed-after-content',
    faults: [{ kind: 'malformed_chunk' }],
    law: unreadable,
    complaints: ['brokenStream'],
  },
  { name: 'glued-after-content', faults: [{ kind: 'glued_frames' }], law: unreadable },
  { name: 'finish-without-done', faults: [{ kind: 'no_done' }], law: cut, complaints: ['cleanCut'] },
  {
    name: 'done-without-finish',
    faults: [{ kind: 'done_without_finish' }],
    law: cut,
    complaints: ['deadDone'],
  },
  { name: 'finish-network-error', faults: [{ kind: 'finish_reason', reason: 'network_error' }], law: failed },
  {
    name: 'finish-sensitive',
    faults: [{ kind: 'finish_reason', reason: 'sensitive' }],
    only: 'glm',
    law: (vendor) => breaks(vendor, 'content_filter'),
  },
  {
    name: 'finish-context-window',
    faults: [{ kind: 'finish_reason', reason: 'model_context_window_exceeded' }],
    only: 'glm',
    law: (vendor) => breaks(vendor, ['context_length_exceeded', 'context_window_exceeded']),
  },
  {
    name: 'slower-than-the-guard-allows',
    only: 'kimi',
    // The guard judges after ten seconds of waiting.
    faults: [{ kind: 'slow_chunks', ms: 500 }],
    question: { body: { messages: [{ role: 'user', content: 'Write 300 words about the sea.' }] } },
    config: { timeouts: { minBytesPerSecond: 5000 } },
    law: stalled,
  },
  {
    name: 'cut-inside-the-reasoning',
    faults: [{ kind: 'cut', afterContentChunks: 1 }],
    question: { body: { thinking: { type: 'enabled' } } },
    law: cut,
  },
  {
    name: 'error-after-the-finish',
    faults: (vendor) => events(begun, stop, JSON.stringify(busyError(vendor).body)),
    law: afterBegun(busy),
  },
  { name: 'text-then-nothing', faults: events(begun), law: afterBegun(cut), complaints: ['cleanCut'] },
  {
    name: 'text-then-html',
    faults: raw(`data: ${begun}\n\n<html>502 Bad Gateway</html>\n\n`),
    law: afterBegun(cut),
  },
  {
    name: 'choices-of-the-wrong-type',
    faults: events(begun, chunk({}, { choices: 'none' }), '[DONE]'),
    law: afterBegun(unreadable),
  },
];
