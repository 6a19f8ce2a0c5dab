import type { ConfigInput } from '@reg/config';
import { kimiErrors } from '@reg/testkit';
import type { Step } from '../conformance-case.js';
import { answers, breaks, failsOver, refuses } from './befallen.js';
import { ask, configured, down, heal, notElsewhere, script, type SequenceRow } from './sequence-row.js';

/** One failure a request and three in a row; open for half a second. */
const circuits: ConfigInput = {
  retry: { attempts: 1 },
  circuits: { failureThreshold: 3, openMs: 500, credentialOpenMs: 500, maxOpenMs: 60_000, rampUpMs: 0 },
};
/** Longer than the longest first open time, which varies by a fifth. */
const openTimeOver: Step = { type: 'wait', ms: 700 };

/** The same for a first open time of 800 ms. */
const longerOpenTimeOver: Step = { type: 'wait', ms: 1000 };

/** Circuits open, probe, close, open again for longer, and keep a crowd away. */
export const circuitSequences: readonly SequenceRow[] = [
  {
    name: 'circuit-opens',
    setup: configured({ ...circuits, circuits: { ...circuits.circuits, openMs: 30_000 } }),
    steps: [
      script('kimi', down),
      ask(failsOver('kimi', 1), 3),
      { type: 'circuit', vendor: 'kimi', state: 'open' },
      ask(failsOver('kimi', 0), 2),
    ],
    complaints: ['idleBreaker', 'hiddenState'],
  },
  {
    name: 'circuit-probes-and-recovers',
    setup: configured(circuits),
    steps: [
      script('kimi', down),
      ask(failsOver('kimi', 1), 3),
      ask(failsOver('kimi', 0)),
      heal,
      openTimeOver,
      ask(answers('kimi'), 2),
      { type: 'circuit', vendor: 'kimi', state: 'closed' },
    ],
    complaints: ['failedBefore'],
  },
  {
    name: 'circuit-reopens-for-longer',
    setup: configured({ ...circuits, circuits: { ...circuits.circuits, openMs: 800 } }),
    steps: [
      script('kimi', down),
      ask(failsOver('kimi', 1), 3),
      longerOpenTimeOver,
      ask(failsOver('kimi', 1)),
      // The second open time is 1280 ms at the least, and 1920 at the most.
      longerOpenTimeOver,
      ask(failsOver('kimi', 0)),
      heal,
      longerOpenTimeOver,
      ask(answers('kimi')),
    ],
    complaints: ['sameCooldown', 'retryStorm'],
  },
  {
    name: 'one-probe-at-a-time',
    setup: configured(circuits),
    steps: [
      script('kimi', down),
      ask(failsOver('kimi', 1), 3),
      heal,
      script('kimi', { kind: 'latency', ms: 1500, times: 'always' }),
      openTimeOver,
      { type: 'ask-together', count: 10, law: { whole: 10, asked: { kimi: 1, glm: 9 } } },
    ],
    complaints: ['herd'],
  },
  {
    name: 'cut-streams-open-a-circuit',
    stream: true,
    setup: configured({ ...circuits, circuits: { ...circuits.circuits, openMs: 30_000 } }),
    steps: [
      script('kimi', { kind: 'cut', afterContentChunks: 2, ending: 'close', times: 'always' }),
      ask(breaks('kimi', ['stream_truncated', 'upstream_unreachable', 'connection']), 3),
      ask(failsOver('kimi', 0)),
    ],
  },
  {
    name: 'callers-mistakes-open-nothing',
    setup: configured(circuits),
    steps: [
      script('kimi', { kind: 'error', error: kimiErrors.invalidRequest, times: 'always' }),
      ask(refuses('kimi', 'invalid_request'), 5),
      heal,
      ask(answers('kimi')),
    ],
  },
  {
    name: 'all-open-the-oldest-is-probed',
    setup: configured({
      ...circuits,
      circuits: { ...circuits.circuits, failureThreshold: 1, openMs: 30_000 },
    }),
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
    complaints: ['allCooling'],
  },
  {
    name: 'twenty-five-failures-cost-three-requests',
    setup: configured({ ...circuits, circuits: { ...circuits.circuits, openMs: 30_000 } }),
    steps: [script('kimi', down), ask(failsOver('kimi', 1), 3), ask(failsOver('kimi', 0), 22)],
    complaints: ['deafCooldown', 'deadRetries'],
  },
  {
    name: 'a-crowd-does-not-amplify',
    setup: configured({ circuits: { failureThreshold: 3, openMs: 30_000 } }),
    steps: [
      script('kimi', down),
      ask(failsOver('kimi', 2)),
      // Two failures so far: the third opens it for everybody.
      { type: 'ask', law: failsOver('kimi', { min: 1, max: 2 }) },
      { type: 'ask-together', count: 30, law: { whole: 30, asked: { kimi: 0, glm: 30 } } },
    ],
    complaints: ['retryStorm'],
  },
  {
    name: 'load-grows-after-recovery',
    setup: configured({ ...circuits, circuits: { ...circuits.circuits, rampUpMs: 60_000 } }),
    steps: [
      script('kimi', down),
      ask(failsOver('kimi', 1), 3),
      heal,
      openTimeOver,
      ask(answers('kimi')),
      script('kimi', { kind: 'latency', ms: 1500, times: 'always' }),
      // One success lets two in at once, not twenty.
      { type: 'ask-together', count: 20, law: { whole: 20, asked: { kimi: { min: 1, max: 2 } } } },
    ],
    complaints: ['herd'],
  },
  {
    name: 'half-of-the-calls-failing-opens-a-circuit',
    setup: configured({
      retry: { attempts: 1 },
      circuits: { failureThreshold: 100, failureRatio: 0.5, minimumCalls: 6, openMs: 30_000 },
    }),
    steps: [
      ask(answers('kimi'), 3),
      script('kimi', down),
      ask(failsOver('kimi', 1), 3),
      ask(failsOver('kimi', 0)),
    ],
  },
  {
    name: 'restart-remembers-open-circuits',
    // The daemon does not write its circuits down; the registry's own save and restore is put to the test.
    setup: configured({ ...circuits, circuits: { ...circuits.circuits, openMs: 30_000 } }),
    steps: [
      script('kimi', down),
      ask(failsOver('kimi', 1), 3),
      { type: 'restart' },
      { type: 'circuit', vendor: 'kimi', state: 'open' },
      ask(failsOver('kimi', 0)),
    ],
  },
  {
    name: 'restart-forgets-what-is-over',
    setup: configured(circuits),
    steps: [
      script('kimi', down),
      ask(failsOver('kimi', 1), 3),
      heal,
      openTimeOver,
      { type: 'restart' },
      ask(answers('kimi')),
    ],
  },
  {
    name: 'retry-budget-is-spent',
    setup: configured({
      retry: { attempts: 2, budgetRatio: 0, budgetPerSecond: 0, budgetBurst: 2 },
      circuits: { failureThreshold: 1000, minimumCalls: 256 },
    }),
    steps: [script('kimi', down), ask(failsOver('kimi', 2), 2), ask(failsOver('kimi', 1), 5)],
    complaints: ['retryStorm'],
  },
];
