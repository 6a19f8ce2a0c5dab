import type { Fault } from '@reg/testkit';
import type { ComplaintName } from '../complaints.js';
import type { CaseSetup, ConformanceCase, Vendor } from '../conformance-case.js';
import type { Law } from '../law.js';
import { treacherous } from '../upstream/hostile-servers.js';
import type { UpstreamPlace } from '../upstream/upstream-place.js';
import { answers, befallen, failsOver, impatientWith, refuses, vendors, type Phase } from './befallen.js';

interface BodyRow {
  readonly name: string;
  readonly faults?: readonly Fault[];
  readonly place?: UpstreamPlace;
  readonly law: (vendor: Vendor) => Law;
  readonly question?: Readonly<Record<string, unknown>>;
  readonly only?: Vendor;
  /** The phase in which a silent vendor is given up soon. */
  readonly impatient?: Phase;
  readonly complaints?: readonly ComplaintName[];
}

/** Tried once more, then another vendor: such a body says nothing about the request. */
const twice = (vendor: Vendor): Law => failsOver(vendor, 2);
const once = (vendor: Vendor): Law => failsOver(vendor, 1);
const fine = (vendor: Vendor): Law => answers(vendor, { usage: 'right' });

const body = (value: unknown, contentType = 'application/json'): readonly Fault[] => [
  { kind: 'status', status: 200, body: value, headers: { 'content-type': contentType } },
];

const message = { role: 'assistant', content: 'As you like it.' };
const completion = (choice: object, more: object = {}) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1_790_000_000,
  model: 'as-you-like-it',
  choices: [{ index: 0, message, finish_reason: 'stop', ...choice }],
  usage: { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 },
  ...more,
});
const likeIt = (vendor: Vendor): Law => answers(vendor, { text: message.content });

const weather = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'The weather of a place.',
    parameters: { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] },
  },
};
const toolQuestion = {
  tools: [weather],
  messages: [{ role: 'user', content: 'Use get_weather for Qingdao.' }],
};
const callOf = (args: unknown) => ({
  message: {
    role: 'assistant',
    content: null,
    tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: args } }],
  },
  finish_reason: 'tool_calls',
});

const rows: readonly BodyRow[] = [
  { name: 'plain', law: fine },
  // Once: a whole answer would take as long again.
  { name: 'html-504', faults: [{ kind: 'html_504' }], law: once },
  { name: 'html-under-200', faults: body('<html><title>Sign in</title></html>', 'text/html'), law: twice },
  { name: 'truncated-json', faults: [{ kind: 'truncated_json' }], law: twice },
  { name: 'truncated-json-closed', faults: [{ kind: 'truncated_json', ending: 'close' }], law: twice },
  { name: 'truncated-json-reset', faults: [{ kind: 'truncated_json', ending: 'reset' }], law: twice },
  { name: 'reset-after-headers', faults: [{ kind: 'reset_after_headers' }], law: twice },
  { name: 'empty', faults: [{ kind: 'empty_body' }], law: twice, complaints: ['missingUsage'] },
  { name: 'no-choices', faults: [{ kind: 'no_choices' }], law: twice },
  { name: 'empty-answer', faults: [{ kind: 'empty_answer' }], law: twice },
  { name: 'error-inside-200', faults: [{ kind: 'error_in_200' }], only: 'kimi', law: twice },
  // GLM says with it that its token expired.
  { name: 'error-inside-200', faults: [{ kind: 'error_in_200' }], only: 'glm', law: once },
  { name: 'error-string-inside-200', faults: body({ error: 'something broke' }), law: twice },
  { name: 'null', faults: body('null'), law: twice },
  { name: 'array', faults: body([completion({})]), law: twice },
  { name: 'choices-is-no-array', faults: body(completion({}, { choices: 'none' })), law: twice },
  { name: 'choice-without-message', faults: body(completion({ message: undefined })), law: twice },
  { name: 'deeply-nested', faults: body('['.repeat(200_000)), law: twice },
  { name: 'huge', faults: [{ kind: 'huge_body', bytes: 256 * 1024 * 1024 }], law: twice, only: 'kimi' },
  {
    name: 'without-end',
    place: { kind: 'raw', behaviour: treacherous.bodyWithoutEnd },
    law: twice,
    only: 'glm',
  },
  { name: 'gzip-bomb', place: { kind: 'raw', behaviour: treacherous.gzipBomb }, law: twice },
  { name: 'broken-chunking', place: { kind: 'raw', behaviour: treacherous.brokenChunking }, law: twice },
  { name: 'stalls-half-way', faults: [{ kind: 'stall' }], law: once, impatient: 'idleMs' },
  {
    name: 'silent-after-headers',
    faults: [{ kind: 'silence_after_headers' }],
    law: once,
    impatient: 'idleMs',
  },
  {
    name: 'redirect',
    faults: [{ kind: 'status', status: 302, headers: { location: 'http://127.0.0.1:9/' } }],
    law: twice,
  },
  { name: 'no-content', faults: [{ kind: 'status', status: 204 }], law: twice, only: 'kimi' },
  { name: 'byte-by-byte', faults: [{ kind: 'drip' }], law: fine },
  { name: 'slow', faults: [{ kind: 'latency', ms: 150 }], law: fine },
  { name: 'byte-order-mark', faults: body(`\uFEFF${JSON.stringify(completion({}))}`), law: likeIt },
  { name: 'declared-as-text', faults: body(JSON.stringify(completion({})), 'text/plain'), law: likeIt },
  {
    name: 'without-usage',
    faults: body(completion({}, { usage: undefined })),
    law: (vendor) => answers(vendor, { text: message.content, usage: 'some' }),
    complaints: ['missingUsage'],
  },
  { name: 'unknown-fields', faults: body(completion({ weather: 'fine' }, { tide: 'high' })), law: likeIt },
  {
    name: 'tool-arguments-as-an-object',
    faults: body(completion(callOf({ place: 'Qingdao' }))),
    question: toolQuestion,
    only: 'glm',
    law: (vendor) => answers(vendor, { text: '', tools: ['get_weather'], finish: 'tool_calls' }),
  },
  {
    name: 'tool-call',
    question: toolQuestion,
    law: (vendor) => answers(vendor, { tools: ['get_weather'], finish: 'tool_calls' }),
  },
  {
    name: 'finish-network-error',
    faults: [{ kind: 'finish_reason', reason: 'network_error' }],
    law: twice,
  },
  {
    name: 'finish-sensitive',
    faults: [{ kind: 'finish_reason', reason: 'sensitive' }],
    law: (vendor) => refuses(vendor, 'content_filter'),
  },
  {
    name: 'finish-context-window',
    faults: [{ kind: 'finish_reason', reason: 'model_context_window_exceeded' }],
    // GLM's window is the larger one here.
    law: (vendor) => (vendor === 'glm' ? refuses(vendor, 'context_window') : failsOver(vendor, 1)),
  },
];

/** Answers that are not streamed. */
export const bodyCases: readonly ConformanceCase[] = rows.flatMap((row) =>
  vendors
    .filter((vendor) => row.only === undefined || row.only === vendor)
    .map((vendor) => bodyCase(row, vendor)),
);

function bodyCase(row: BodyRow, vendor: Vendor): ConformanceCase {
  const law = row.law(vendor);
  const setup = setupOf(row, vendor);
  const question = row.question === undefined ? {} : { question: { body: row.question } };
  return befallen(
    { vendor, stream: false },
    {
      group: 'bodies',
      name: row.name,
      faults: row.faults ?? [],
      // Behind a raw server nobody counts requests; the gateway's own count must do.
      steps: [
        { type: 'ask', ...question, law: row.place === undefined ? law : { ...law, asked: {}, attempts: 3 } },
      ],
      setup,
      complaints: row.complaints,
    },
  );
}

function setupOf(row: BodyRow, vendor: Vendor): CaseSetup | undefined {
  if (row.place !== undefined) return { place: { [vendor]: row.place } };
  return row.impatient === undefined ? undefined : { config: impatientWith(vendor, row.impatient) };
}
