import type { ConfigInput } from '@reg/config';
import { glmErrors, kimiErrors, type Fault } from '@reg/testkit';
import { type CaseSetup, type ConformanceCase, type Step, type Vendor } from '../conformance-case.js';
import { answers, befallen, breaks, failsOver, refuses } from './befallen.js';

const down: Fault = { kind: 'status', status: 500, times: 'always' };

/** One failure a request and three in a row; open for a quarter of a second. */
const circuits: ConfigInput = {
  retry: { attempts: 1 },
  circuits: { failureThreshold: 3, openMs: 250, credentialOpenMs: 250, maxOpenMs: 60_000 },
};
/** Longer than the longest first open time, which varies by a fifth. */
const openTimeOver: Step = { type: 'wait', ms: 350 };
const script = (vendor: Vendor, ...faults: Fault[]): Step => ({ type: 'script', vendor, faults });
const ask = (law: Extract<Step, { type: 'ask' }>['law'], times?: number): Step =>
  times === undefined ? { type: 'ask', law } : { type: 'ask', law, times };
const heal: Step = { type: 'heal' };

interface SequenceRow {
  readonly name: string;
  readonly vendor?: Vendor;
  readonly stream?: boolean;
  readonly setup?: CaseSetup;
  readonly steps: readonly Step[];
  readonly peers?: readonly string[];
}

const kimiKeys = ['sk-kimi0conformance0first00abcdef', 'sk-kimi0conformance0second0abcdef'] as const;
const glmKeys = [
  '0123456789abcdef0123456789abcdef.FirstFirst000000',
  'fedcba9876543210fedcba9876543210.SecondSecond0000',
] as const;
const single = (config: ConfigInput): CaseSetup => ({ config });
const notElsewhere = { allowFallback: false };

const circuitRows: readonly SequenceRow[] = [
  {
    name: 'circuit-opens',
    setup: single({ ...circuits, circuits: { ...circuits.circuits, openMs: 30_000 } }),
    steps: [
      script('kimi', down),
      ask(failsOver('kimi', 1), 3),
      { type: 'circuit', vendor: 'kimi', state: 'open' },
      ask(failsOver('kimi', 0), 2),
    ],
    peers: ['9', '10', '13'],
  },
  {
    name: 'circuit-probes-and-recovers',
    setup: single(circuits),
    steps: [
      script('kimi', down),
      ask(failsOver('kimi', 1), 3),
      ask(failsOver('kimi', 0)),
      heal,
      openTimeOver,
      ask(answers('kimi'), 2),
      { type: 'circuit', vendor: 'kimi', state: 'closed' },
    ],
    peers: ['28'],
  },
  {
    name: 'circuit-reopens-for-longer',
    setup: single(circuits),
    steps: [
      script('kimi', down),
      ask(failsOver('kimi', 1), 3),
      openTimeOver,
      ask(failsOver('kimi', 1)),
      // The second open time is 400 ms at the least.
      openTimeOver,
      ask(failsOver('kimi', 0)),
      heal,
      openTimeOver,
      ask(answers('kimi')),
    ],
    peers: ['14', '35'],
  },
  {
    name: 'one-probe-at-a-time',
    setup: single(circuits),
    steps: [
      script('kimi', down),
      ask(failsOver('kimi', 1), 3),
      heal,
      script('kimi', { kind: 'latency', ms: 300, times: 'always' }),
      openTimeOver,
      { type: 'ask-together', count: 10, law: { whole: 10, asked: { kimi: 1, glm: 9 } } },
    ],
    peers: ['8'],
  },
  {
    name: 'cut-streams-open-a-circuit',
    stream: true,
    setup: single({ ...circuits, circuits: { ...circuits.circuits, openMs: 30_000 } }),
    steps: [
      script('kimi', { kind: 'cut', afterContentChunks: 2, ending: 'close', times: 'always' }),
      ask(breaks('kimi', ['stream_truncated', 'upstream_unreachable', 'connection']), 3),
      ask(failsOver('kimi', 0)),
    ],
  },
  {
    name: 'callers-mistakes-open-nothing',
    setup: single(circuits),
    steps: [
      script('kimi', { kind: 'error', error: kimiErrors.invalidRequest, times: 'always' }),
      ask(refuses('kimi', 'invalid_request'), 5),
      heal,
      ask(answers('kimi')),
    ],
  },
  {
    name: 'all-open-the-oldest-is-probed',
    setup: single({ ...circuits, circuits: { ...circuits.circuits, failureThreshold: 1, openMs: 30_000 } }),
    steps: [
      script('kimi', down),
      script('glm', down),
      {
        type: 'ask',
        question: { model: 'glm/glm-5.2', ...notElsewhere },
        law: { outcome: 'refused', refusal: 'upstream_error', asked: { glm: 1, kimi: 0 } },
      },
      { type: 'ask', question: notElsewhere, law: refuses('kimi', 'upstream_error') },
      heal,
      ask(failsOver('kimi', 0)),
    ],
    peers: ['15'],
  },
  {
    name: 'twenty-five-failures-cost-three-requests',
    setup: single({ ...circuits, circuits: { ...circuits.circuits, openMs: 30_000 } }),
    steps: [script('kimi', down), ask(failsOver('kimi', 1), 3), ask(failsOver('kimi', 0), 22)],
    peers: ['16', '29'],
  },
  {
    name: 'a-crowd-does-not-amplify',
    setup: single({ circuits: { failureThreshold: 3, openMs: 30_000 } }),
    steps: [
      script('kimi', down),
      ask(failsOver('kimi', 2)),
      // Two failures so far: the third opens it for everybody.
      { type: 'ask', law: failsOver('kimi', { min: 1, max: 2 }) },
      { type: 'ask-together', count: 30, law: { whole: 30, asked: { kimi: 0, glm: 30 } } },
    ],
    peers: ['35'],
  },
];

const keyRows: readonly SequenceRow[] = (['kimi', 'glm'] as const).flatMap((vendor) => {
  const keys = vendor === 'kimi' ? kimiKeys : glmKeys;
  const setup: CaseSetup = { keys: { [vendor]: keys } };
  const wrong = vendor === 'kimi' ? kimiErrors.incorrectApiKey : glmErrors['1000'];
  const empty = vendor === 'kimi' ? kimiErrors.insufficientBalance : glmErrors['1113'];
  const first = { key: keys[0] };
  return [
    {
      name: 'dead-key-and-rotation',
      vendor,
      setup,
      steps: [
        script(vendor, { kind: 'error', error: wrong, when: first, times: 'always' }),
        ask(answers(vendor, { times: 2 })),
        ask(answers(vendor), 3),
      ],
      peers: ['29'],
    },
    {
      name: 'empty-key-and-rotation',
      vendor,
      setup,
      steps: [
        script(vendor, { kind: 'error', error: empty, when: first, times: 'always' }),
        ask(answers(vendor, { times: 2 })),
        ask(answers(vendor), 3),
      ],
    },
    {
      name: 'all-keys-dead',
      vendor,
      setup,
      steps: [
        script(vendor, { kind: 'error', error: wrong, times: 'always' }),
        {
          type: 'ask' as const,
          question: notElsewhere,
          law: refuses(vendor, 'credentials', { asked: { [vendor]: 2 } }),
        },
      ],
    },
    {
      name: 'all-keys-dead-and-failover',
      vendor,
      setup,
      steps: [
        script(vendor, { kind: 'error', error: wrong, times: 'always' }),
        ask(failsOver(vendor, 2)),
        ask(failsOver(vendor, 0)),
      ],
    },
  ] satisfies SequenceRow[];
});

/** A vendor's word on when to come back, in its three spellings. */
const waits = [
  ['seconds', { seconds: 1 }, 900],
  ['date', { dateInMs: 1900 }, 500],
  ['milliseconds', { ms: 200 }, 190],
] as const;

const timeRows: readonly SequenceRow[] = [
  ...waits.map(([name, retryAfter, atLeastMs]): SequenceRow => ({
    name: `retry-after-in-${name}-is-waited-for`,
    setup: single({ retry: { backoffBaseMs: 1, backoffMaxMs: 5000 } }),
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
    peers: ['31'],
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
    setup: single({ retry: { attempts: 10, backoffBaseMs: 1, backoffMaxMs: 5000 } }),
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
    peers: ['27'],
  },
  {
    name: 'attempts-are-bounded-over-the-whole-chain',
    setup: single({ routing: { maxAttempts: 3 }, retry: { attempts: 2 } }),
    steps: [
      script('kimi', down),
      script('glm', down),
      ask({ outcome: 'refused', refusal: 'upstream_error', asked: { kimi: 2, glm: 1 } }),
    ],
    peers: ['29'],
  },
];

const leaveRows: readonly SequenceRow[] = (['kimi', 'glm'] as const).flatMap((vendor): SequenceRow[] => [
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
    peers: ['19'],
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
    peers: ['19'],
  },
]);

/** One at a time, one may wait for it, and not for long. */
const oneAtATime: CaseSetup = {
  config: { providers: { glm: { limits: { maxConcurrent: 1, maxQueued: 1, queueTimeoutMs: 200 } } } },
};
const slow: Fault = { kind: 'latency', ms: 600, times: 'always' };

const limitRows: readonly SequenceRow[] = [
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
    peers: ['24'],
  },
  {
    name: 'concurrency-limit-fails-over',
    vendor: 'glm',
    setup: oneAtATime,
    steps: [
      script('glm', slow),
      { type: 'ask-together', count: 3, law: { whole: 3, asked: { glm: 1, kimi: 2 } } },
    ],
    peers: ['24'],
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
];

/** More than one question, or more than the answer to it. */
export const sequenceCases: readonly ConformanceCase[] = [
  ...circuitRows,
  ...keyRows,
  ...timeRows,
  ...leaveRows,
  ...limitRows,
].map(({ vendor = 'kimi', stream = false, ...row }) =>
  befallen({ vendor, stream }, { group: 'sequences', faults: [], ...row }),
);
