import { glmErrors, kimiErrors } from '@reg/testkit';
import { answers, failsOver, refuses } from './befallen.js';
import { ask, configured, down, notElsewhere, script, type SequenceRow } from './sequence-row.js';

/** A vendor's word on when to come back, in its three spellings. */
const waits = [
  ['seconds', { seconds: 1 }, 900],
  ['date', { dateInMs: 1900 }, 500],
  ['milliseconds', { ms: 200 }, 190],
] as const;

/** Retry-After, deadlines and the bound on attempts. */
export const timeSequences: readonly SequenceRow[] = [
  ...waits.map(([name, retryAfter, atLeastMs]): SequenceRow => ({
    name: `retry-after-in-${name}-is-waited-for`,
    setup: configured({ retry: { backoffBaseMs: 1, backoffMaxMs: 5000 } }),
    steps: [
      script('kimi', { kind: 'error', error: kimiErrors.engineOverloaded, retryAfter }),
      ask(answers('kimi', { times: 2, elapsedMs: { min: atLeastMs, max: 5000 } })),
    ],
  })),
  ...waits.map(([name]): SequenceRow => ({
    name: `long-retry-after-in-${name}-is-left-alone`,
    vendor: 'glm',
    steps: [
      script('glm', {
        kind: 'error',
        error: glmErrors['1302'],
        retryAfter:
          name === 'seconds' ? { seconds: 60 } : name === 'date' ? { dateInMs: 60_000 } : { ms: 60_000 },
      }),
      ask(failsOver('glm', 1)),
      ask(failsOver('glm', 0)),
      { type: 'ask', question: notElsewhere, law: refuses('glm', 'resting', { asked: { glm: 0 } }) },
    ],
    complaints: ['bareLimit'],
  })),
  {
    name: 'deadline-while-upstream-is-silent',
    steps: [
      script('kimi', { kind: 'silence', times: 'always' }),
      {
        type: 'ask',
        question: { route: { deadlineMs: 250 } },
        law: refuses('kimi', 'deadline', { elapsedMs: { min: 240, max: 2000 } }),
      },
    ],
  },
  {
    name: 'deadline-in-mid-backoff',
    setup: configured({ retry: { attempts: 10, backoffBaseMs: 1, backoffMaxMs: 5000 } }),
    steps: [
      script('kimi', {
        kind: 'error',
        error: kimiErrors.engineOverloaded,
        retryAfter: { ms: 3000 },
        times: 'always',
      }),
      script('glm', { kind: 'error', error: glmErrors['1312'], retryAfter: { ms: 3000 }, times: 'always' }),
      {
        type: 'ask',
        question: { route: { deadlineMs: 400 } },
        law: {
          outcome: 'refused',
          // Nobody waits for a time that is not left: the other vendor is asked, and then the caller is told.
          refusal: ['deadline', 'rate_limited'],
          asked: { kimi: 1, glm: 1 },
          elapsedMs: { min: 0, max: 1500 },
        },
      },
    ],
  },
  {
    name: 'deadline-spans-the-whole-chain',
    steps: [
      script('kimi', { kind: 'latency', ms: 250, times: 'always' }, down),
      script('glm', { kind: 'silence', times: 'always' }),
      {
        type: 'ask',
        question: { route: { deadlineMs: 700 } },
        law: {
          outcome: 'refused',
          refusal: 'deadline',
          asked: { kimi: { min: 1, max: 2 } },
          elapsedMs: { min: 690, max: 2500 },
        },
      },
    ],
    complaints: ['firstToken'],
  },
  {
    name: 'attempts-are-bounded-over-the-whole-chain',
    setup: configured({ routing: { maxAttempts: 3 }, retry: { attempts: 2 } }),
    steps: [
      script('kimi', down),
      script('glm', down),
      ask({ outcome: 'refused', refusal: 'upstream_error', asked: { kimi: 2, glm: 1 } }),
    ],
    complaints: ['deadRetries'],
  },
];
