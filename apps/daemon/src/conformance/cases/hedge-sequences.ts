import type { Question } from '../conformance-case.js';
import { answers, failsOver } from './befallen.js';
import { script, type SequenceRow } from './sequence-row.js';

const hedged: Question = { route: { hedge: { afterMs: 100 } } };
const tools = [
  {
    type: 'function',
    function: { name: 'pay', description: 'Pays a bill.', parameters: { type: 'object', properties: {} } },
  },
];
const slowFor = (ms: number, stream: boolean) =>
  stream
    ? ({ kind: 'slow_first_token', ms, times: 'always' } as const)
    : ({ kind: 'latency', ms, times: 'always' } as const);

/** A second attempt beside a slow first one, where that was asked for and does no harm. */
export const hedgeSequences: readonly SequenceRow[] = [false, true].flatMap((stream): SequenceRow[] => [
  {
    name: 'hedge-overtakes-a-slow-vendor',
    stream,
    steps: [
      script('kimi', slowFor(5000, stream)),
      { type: 'ask', question: hedged, law: failsOver('kimi', 1, { elapsedMs: { min: 90, max: 3000 } }) },
      { type: 'let-go', vendor: 'kimi', withinMs: 1000 },
    ],
  },
  {
    name: 'hedge-waits-for-a-vendor-that-is-quick',
    stream,
    steps: [{ type: 'ask', question: { route: { hedge: { afterMs: 3000 } } }, law: answers('kimi') }],
  },
  {
    name: 'hedge-loses-to-the-first-attempt',
    stream,
    steps: [
      script('kimi', slowFor(300, stream)),
      script('glm', slowFor(5000, stream)),
      {
        type: 'ask',
        question: hedged,
        law: { outcome: 'whole', by: 'kimi', asked: { kimi: 1, glm: 1 }, elapsedMs: { min: 290, max: 3000 } },
      },
      { type: 'let-go', vendor: 'glm', withinMs: 1000 },
    ],
  },
  {
    name: 'hedge-never-with-tools',
    stream,
    steps: [
      script('kimi', slowFor(400, stream)),
      { type: 'ask', question: { ...hedged, body: { tools } }, law: answers('kimi') },
    ],
  },
  {
    name: 'hedge-never-unasked',
    stream,
    steps: [script('kimi', slowFor(400, stream)), { type: 'ask', law: answers('kimi') }],
  },
]);
