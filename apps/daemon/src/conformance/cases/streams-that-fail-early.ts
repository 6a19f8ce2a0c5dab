import { glmErrors, kimiErrors, type BreakStyle } from '@reg/testkit';
import { treacherous } from '../upstream/hostile-servers.js';
import { failsOver, refuses } from './befallen.js';
import { busyError, chunk, events, raw, type StreamRow } from './stream-row.js';

const twice: StreamRow['law'] = (vendor) => failsOver(vendor, 2);
const once: StreamRow['law'] = (vendor) => failsOver(vendor, 1);
const endings: readonly BreakStyle[] = ['end', 'close', 'reset'];
const role = chunk({ delta: { role: 'assistant', content: '' } });

/** No content was seen, so nothing was promised: another attempt or another vendor, and the client sees nothing. */
export const failingStreams: readonly StreamRow[] = [
  {
    name: 'error-as-first-event',
    faults: (vendor) => [{ kind: 'error_first', error: busyError(vendor) }],
    law: twice,
    complaints: ['lostRetries'],
  },
  {
    name: 'named-error-as-first-event',
    faults: (vendor) => [{ kind: 'error_first', error: busyError(vendor), named: true }],
    law: twice,
  },
  {
    name: 'preamble-then-error',
    faults: (vendor) => [{ kind: 'preamble_then_error', error: busyError(vendor) }],
    law: twice,
    complaints: ['lateError'],
  },
  {
    name: 'preamble-then-named-error',
    faults: (vendor) => [{ kind: 'preamble_then_error', error: busyError(vendor), named: true }],
    law: twice,
    complaints: ['lateError'],
  },
  {
    name: 'empty-balance-as-first-event',
    faults: (vendor) => [
      { kind: 'error_first', error: vendor === 'kimi' ? kimiErrors.insufficientBalance : glmErrors['1113'] },
    ],
    law: once,
    complaints: ['balanceAsThrottling'],
  },
  {
    name: 'content-filter-as-first-event',
    faults: (vendor) => [
      { kind: 'error_first', error: vendor === 'kimi' ? kimiErrors.contentFilter : glmErrors['1301'] },
    ],
    law: (vendor) => refuses(vendor, 'content_filter'),
  },
  ...endings.map((ending): StreamRow => ({
    name: `cut-before-content-${ending}`,
    faults: [{ kind: 'cut', afterContentChunks: 0, ending }],
    law: twice,
    complaints: ['brokenStream'],
  })),
  {
    name: 'reset-after-headers',
    faults: [{ kind: 'reset_after_headers' }],
    law: twice,
    complaints: ['brokenStream'],
  },
  {
    name: 'silent-after-headers',
    faults: [{ kind: 'silence_after_headers' }],
    impatient: 'firstTokenMs',
    law: once,
    complaints: ['firstToken'],
  },
  {
    name: 'stall-before-the-first-token',
    faults: [{ kind: 'stall', afterContentChunks: 0 }],
    impatient: 'firstTokenMs',
    law: once,
    complaints: ['brokenStream', 'firstToken'],
  },
  {
    name: 'comments-without-end',
    place: { kind: 'raw', behaviour: treacherous.commentsWithoutEnd },
    impatient: 'firstTokenMs',
    law: once,
    complaints: ['firstToken'],
  },
  {
    name: 'roles-without-end',
    place: { kind: 'raw', behaviour: treacherous.rolesWithoutEnd },
    impatient: 'firstTokenMs',
    law: once,
    complaints: ['firstToken'],
  },
  {
    name: 'line-without-end',
    place: { kind: 'raw', behaviour: treacherous.lineWithoutEnd },
    tries: { attempts: 3 },
    law: twice,
  },
  {
    name: 'gzip',
    place: { kind: 'raw', behaviour: treacherous.gzipStream },
    tries: { attempts: 3 },
    law: twice,
  },
  {
    name: 'malformed-before-content',
    faults: [{ kind: 'malformed_chunk', afterContentChunks: 0 }],
    law: twice,
    complaints: ['brokenStream'],
  },
  { name: 'glued-before-content', faults: [{ kind: 'glued_frames', afterContentChunks: 0 }], law: twice },
  { name: 'empty-body', faults: [{ kind: 'empty_body' }], law: twice },
  { name: 'empty-answer', faults: [{ kind: 'empty_answer' }], law: twice },
  { name: 'no-choices', faults: [{ kind: 'no_choices' }], law: twice },
  { name: 'only-done', faults: events('[DONE]'), law: twice },
  { name: 'role-then-done', faults: events(role, '[DONE]'), law: twice },
  { name: 'html-under-200', faults: raw('<html><title>Sign in</title></html>'), law: twice },
  { name: 'error-inside-200', faults: [{ kind: 'error_in_200' }], only: 'kimi', law: twice },
  { name: 'error-inside-200', faults: [{ kind: 'error_in_200' }], only: 'glm', law: once },
  {
    name: 'finish-network-error-before-content',
    faults: [{ kind: 'finish_reason', reason: 'network_error', afterContentChunks: 0 }],
    law: twice,
  },
  {
    name: 'finish-sensitive-before-content',
    faults: [{ kind: 'finish_reason', reason: 'sensitive', afterContentChunks: 0 }],
    only: 'glm',
    law: (vendor) => refuses(vendor, 'content_filter'),
  },
  {
    name: 'finish-context-window-before-content',
    faults: [{ kind: 'finish_reason', reason: 'model_context_window_exceeded', afterContentChunks: 0 }],
    only: 'glm',
    law: (vendor) => refuses(vendor, 'context_window'),
  },
  {
    name: 'finish-context-window-and-larger-elsewhere',
    faults: [{ kind: 'finish_reason', reason: 'model_context_window_exceeded', afterContentChunks: 0 }],
    only: 'glm',
    models: { glm: ['glm-4.7'] },
    law: once,
  },
];
