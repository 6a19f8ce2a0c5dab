import { glmErrors, kimiErrors, type Fault } from '@reg/testkit';
import type { ConformanceCase } from '../conformance-case.js';
import { answers, befallen, refuses } from './befallen.js';

const down: Fault = { kind: 'status', status: 500 };
/** One black pixel. */
const picture =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const lookAtIt = {
  messages: [
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What is this?' },
        { type: 'image_url', image_url: { url: picture } },
      ],
    },
  ],
};
const kimiWhole = { vendor: 'kimi', stream: false } as const;
const glmWhole = { vendor: 'glm', stream: false } as const;

const thoughtful = {
  thinking: { type: 'enabled' },
  tools: [
    {
      type: 'function',
      function: {
        name: 'get_tide',
        description: 'The tide.',
        parameters: { type: 'object', properties: { place: { type: 'string' } } },
      },
    },
  ],
  messages: [
    { role: 'user', content: 'Use get_tide.' },
    {
      role: 'assistant',
      content: '',
      reasoning_content: 'The tide is asked for.',
      tool_calls: [{ id: 'get_tide:0', type: 'function', function: { name: 'get_tide', arguments: '{}' } }],
    },
    { role: 'tool', tool_call_id: 'get_tide:0', content: 'high' },
  ],
};

/** Laws that users of other gateways saw broken, as far as no other case is about them. */
export const peerCases: readonly ConformanceCase[] = [
  befallen(kimiWhole, {
    group: 'peers',
    name: 'no-fallback-where-none-was-allowed',
    faults: [down],
    steps: [
      {
        type: 'ask',
        question: { allowFallback: false },
        law: refuses('kimi', 'upstream_error', { asked: { kimi: 2, glm: 0 } }),
      },
    ],
    complaints: ['noFallback'],
  }),
  befallen(
    { vendor: 'kimi', stream: true },
    {
      group: 'peers',
      name: 'no-fallback-where-none-was-allowed',
      faults: [{ kind: 'cut', afterContentChunks: 0 }],
      steps: [
        {
          type: 'ask',
          question: { allowFallback: false },
          law: refuses('kimi', 'truncated', { asked: { kimi: 2, glm: 0 } }),
        },
      ],
      complaints: ['noFallback', 'retriesAlone'],
    },
  ),
  befallen(
    { vendor: 'kimi', stream: true },
    {
      group: 'peers',
      name: 'an-early-error-is-retried-without-any-fallback',
      faults: [{ kind: 'preamble_then_error', error: kimiErrors.engineOverloaded, times: 1 }],
      steps: [{ type: 'ask', question: { allowFallback: false }, law: answers('kimi', { times: 2 }) }],
      complaints: ['retriesAlone', 'lostRetries'],
    },
  ),
  befallen(glmWhole, {
    group: 'peers',
    name: 'a-free-user-is-never-charged',
    setup: { models: { glm: ['glm-4.7-flash'] } },
    faults: [{ kind: 'error', error: glmErrors['1305'] }],
    steps: [
      {
        type: 'ask',
        question: { model: 'auto', route: { freeOnly: true } },
        law: refuses('glm', 'rate_limited', { asked: { glm: 1, kimi: 0 } }),
      },
    ],
    complaints: ['chargedFree'],
  }),
  befallen(kimiWhole, {
    group: 'peers',
    name: 'a-picture-never-goes-to-a-model-that-cannot-see',
    faults: [{ kind: 'error', error: kimiErrors.engineOverloaded }],
    steps: [
      {
        type: 'ask',
        question: { body: lookAtIt },
        law: refuses('kimi', 'rate_limited', { asked: { kimi: 2, glm: 0 } }),
      },
    ],
    complaints: ['blindFallback'],
  }),
  befallen(glmWhole, {
    group: 'peers',
    name: 'a-picture-is-refused-before-anything-is-sent',
    faults: [],
    steps: [
      {
        type: 'ask',
        question: { body: lookAtIt, allowFallback: false },
        law: refuses('glm', 'incapable', { asked: { glm: 0, kimi: 0 } }),
      },
    ],
    complaints: ['blindFallback'],
  }),
  befallen(kimiWhole, {
    group: 'peers',
    name: 'a-retired-model-is-named-before-anything-is-sent',
    faults: [],
    setup: { models: { kimi: ['kimi-k2.6', 'kimi-k2.5'] } },
    steps: [
      {
        type: 'ask',
        question: { model: 'kimi-k2.5', allowFallback: false },
        law: refuses('kimi', 'retired', { asked: { kimi: 0, glm: 0 } }),
      },
    ],
    complaints: ['retiredModel'],
  }),
  befallen(kimiWhole, {
    group: 'peers',
    name: 'reasoning-is-replayed-with-tool-calls',
    faults: [],
    steps: [{ type: 'ask', question: { body: thoughtful }, law: answers('kimi', { finish: 'stop' }) }],
    complaints: ['reasoningReplay'],
  }),
  befallen(kimiWhole, {
    group: 'peers',
    name: 'tools-without-reasoning-are-no-crash',
    faults: [],
    steps: [
      {
        type: 'ask',
        question: {
          body: {
            ...thoughtful,
            messages: thoughtful.messages.map(({ reasoning_content: _thoughts, ...message }) => message),
          },
        },
        law: answers('kimi', { finish: 'stop' }),
      },
    ],
    complaints: ['reasoningReplay', 'requestShape'],
  }),
  befallen(kimiWhole, {
    group: 'peers',
    name: 'a-target-that-failed-is-not-asked-again-in-the-same-request',
    setup: { keys: { kimi: ['sk-kimi0conformance0first00abcdef', 'sk-kimi0conformance0second0abcdef'] } },
    faults: [{ kind: 'error', error: kimiErrors.modelNotFound }],
    steps: [{ type: 'ask', law: { outcome: 'whole', by: 'glm', asked: { kimi: 1, glm: 1 } } }],
    complaints: ['failedBefore'],
  }),
];
