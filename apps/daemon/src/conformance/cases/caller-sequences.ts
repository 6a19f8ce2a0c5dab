import type { Fault } from '@reg/testkit';
import type { CaseSetup } from '../conformance-case.js';
import { answers } from './befallen.js';
import { ask, heal, notElsewhere, script, type SequenceRow } from './sequence-row.js';

/** A client that goes away takes the call to the vendor with it, and nobody is blamed. */
export const leavingSequences: readonly SequenceRow[] = (['kimi', 'glm'] as const).flatMap(
  (vendor): SequenceRow[] => [
    ...[false, true].map((stream): SequenceRow => ({
      name: 'client-leaves-while-waiting',
      vendor,
      stream,
      steps: [
        script(vendor, { kind: 'silence', times: 'always' }),
        { type: 'leave', when: 'waiting', withinMs: 100 },
        heal,
        // Nobody is blamed for it.
        ask(answers(vendor)),
      ],
      complaints: ['disconnect'],
    })),
    {
      name: 'client-leaves-while-streaming',
      vendor,
      stream: true,
      steps: [
        script(vendor, { kind: 'stall', afterContentChunks: 2, times: 'always' }),
        { type: 'leave', when: 'streaming', withinMs: 100 },
        heal,
        ask(answers(vendor)),
      ],
      complaints: ['disconnect'],
    },
  ],
);

/** One at a time, one may wait for it, and not for long. */
const oneAtATime: CaseSetup = {
  config: { providers: { glm: { limits: { maxConcurrent: 1, maxQueued: 1, queueTimeoutMs: 200 } } } },
};
const slow: Fault = { kind: 'latency', ms: 1200, times: 'always' };

/** As many at once as the operator said; the rest waits, goes elsewhere, or is told when to come back. */
export const limitSequences: readonly SequenceRow[] = [
  {
    name: 'concurrency-limit-refuses-with-retry-after',
    vendor: 'glm',
    setup: oneAtATime,
    steps: [
      script('glm', slow),
      {
        type: 'ask-together',
        count: 3,
        question: notElsewhere,
        law: { whole: 1, refused: 2, refusal: 'rate_limited', asked: { glm: 1, kimi: 0 } },
      },
    ],
    complaints: ['oneAtATime'],
  },
  {
    name: 'concurrency-limit-fails-over',
    vendor: 'glm',
    setup: oneAtATime,
    steps: [
      script('glm', slow),
      { type: 'ask-together', count: 3, law: { whole: 3, asked: { glm: 1, kimi: 2 } } },
    ],
    complaints: ['oneAtATime'],
  },
  {
    name: 'concurrency-limit-queues',
    vendor: 'glm',
    setup: {
      config: { providers: { glm: { limits: { maxConcurrent: 1, maxQueued: 8, queueTimeoutMs: 5000 } } } },
    },
    steps: [
      script('glm', { kind: 'latency', ms: 50, times: 'always' }),
      {
        type: 'ask-together',
        count: 5,
        question: notElsewhere,
        law: { whole: 5, asked: { glm: 5, kimi: 0 } },
      },
    ],
  },
  {
    name: 'concurrency-limit-of-each-key',
    vendor: 'glm',
    setup: {
      keys: {
        glm: [
          '0123456789abcdef0123456789abcdef.FirstFirst000000',
          'fedcba9876543210fedcba9876543210.SecondSecond0000',
        ],
      },
      config: {
        providers: { glm: { limits: { maxConcurrentPerKey: 1, maxQueued: 0, queueTimeoutMs: 200 } } },
      },
    },
    steps: [
      script('glm', slow),
      {
        type: 'ask-together',
        count: 3,
        question: notElsewhere,
        law: { whole: 2, refused: 1, refusal: 'rate_limited', asked: { glm: 2, kimi: 0 } },
      },
    ],
    complaints: ['oneAtATime'],
  },
];
