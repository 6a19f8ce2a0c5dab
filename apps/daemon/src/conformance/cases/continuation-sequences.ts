import type { BreakStyle, Fault } from '@reg/testkit';
import type { Question } from '../conformance-case.js';
import { answers, breaks } from './befallen.js';
import { ask, notElsewhere, script, type SequenceRow } from './sequence-row.js';

const continued: Question = { allowFallback: false, route: { onStreamBreak: 'continue' } };
const endings: readonly BreakStyle[] = ['end', 'close', 'reset'];
const cut = (ending: BreakStyle, afterContentChunks = 4): Fault => ({
  kind: 'cut',
  afterContentChunks,
  ending,
});
const cutCodes = ['stream_truncated', 'upstream_unreachable', 'connection'];

/** Where it was asked for, prose goes on where it broke, and nobody can see the joint. */
export const continuationSequences: readonly SequenceRow[] = [
  ...endings.map((ending): SequenceRow => ({
    name: `continued-after-a-cut-${ending}`,
    stream: true,
    steps: [
      ask(answers('kimi')),
      script('kimi', cut(ending)),
      {
        type: 'ask',
        question: continued,
        law: answers('kimi', { times: 2, asBefore: true, finish: 'stop' }),
      },
    ],
  })),
  {
    name: 'continued-in-the-middle-of-a-character',
    stream: true,
    steps: [
      ask(answers('kimi')),
      script('kimi', { kind: 'split_utf8', times: 'always' }, cut('reset', 12)),
      {
        type: 'ask',
        question: continued,
        law: answers('kimi', { times: 2, asBefore: true, finish: 'stop' }),
      },
    ],
  },
  {
    name: 'not-continued-unasked',
    stream: true,
    steps: [
      script('kimi', cut('close')),
      { type: 'ask', question: notElsewhere, law: breaks('kimi', cutCodes) },
    ],
  },
  {
    name: 'not-continued-where-the-model-cannot',
    vendor: 'glm',
    stream: true,
    steps: [script('glm', cut('close')), { type: 'ask', question: continued, law: breaks('glm', cutCodes) }],
  },
  {
    name: 'not-continued-inside-a-tool-call',
    stream: true,
    steps: [
      script('kimi', { kind: 'cut_in_tool_call', ending: 'reset' }),
      {
        type: 'ask',
        question: {
          ...continued,
          body: {
            messages: [{ role: 'user', content: 'Use get_tide for Qingdao.' }],
            tools: [
              {
                type: 'function',
                function: {
                  name: 'get_tide',
                  description: 'The tide of a place.',
                  parameters: {
                    type: 'object',
                    properties: { place: { type: 'string' } },
                    required: ['place'],
                  },
                },
              },
            ],
          },
        },
        law: breaks('kimi', cutCodes),
      },
    ],
  },
  {
    name: 'not-continued-in-json',
    stream: true,
    steps: [
      script('kimi', cut('close', 2)),
      {
        type: 'ask',
        question: {
          ...continued,
          body: {
            response_format: { type: 'json_object' },
            messages: [{ role: 'user', content: 'Tell me about the sea, in JSON.' }],
          },
        },
        law: breaks('kimi', cutCodes),
      },
    ],
  },
  {
    name: 'not-continued-inside-the-reasoning',
    stream: true,
    steps: [
      script('kimi', cut('close', 1)),
      {
        type: 'ask',
        question: { ...continued, body: { thinking: { type: 'enabled' } } },
        law: breaks('kimi', cutCodes),
      },
    ],
  },
];
