import { glmErrors, kimiErrors, type VendorError } from '@reg/testkit';
import {
  otherVendor,
  type CaseSetup,
  type ConformanceCase,
  type Step,
  type Vendor,
} from '../conformance-case.js';
import type { ComplaintName } from '../complaints.js';
import type { Law } from '../law.js';
import { answers, befallen, failsOver, refuses, type Exchange } from './befallen.js';
import { glmFollows, kimiFollows, type Follow } from './vendor-errors.js';

interface StatusRow {
  readonly name: string;
  readonly error: Pick<VendorError, 'status' | 'body'>;
  readonly follow: Follow;
  readonly setup?: CaseSetup;
  readonly complaints?: readonly ComplaintName[];
}

const kimiRow = (name: keyof typeof kimiFollows): StatusRow => ({
  name: `${kimiErrors[name].status}-${dashed(name)}`,
  error: kimiErrors[name],
  follow: kimiFollows[name],
  complaints: complaintsOf(kimiErrors[name].status),
});

const glmRow = (name: keyof typeof glmFollows): StatusRow => ({
  name: `${glmErrors[name].status}-${dashed(name)}`,
  error: glmErrors[name],
  follow: glmFollows[name],
  complaints:
    name === '1113'
      ? ['statusFallback', 'balanceAsThrottling', 'oneAtATime']
      : complaintsOf(glmErrors[name].status),
});

function complaintsOf(status: number): readonly ComplaintName[] {
  return status === 429 || status === 403 ? ['statusFallback'] : [];
}

/** A request for a stream gets the same error, but its client expects events: one of each kind is enough. */
const kimiStreamed = [
  'contentFilter',
  'invalidRequest',
  'inputTooLong',
  'incorrectApiKey',
  'modelNotFound',
  'engineOverloaded',
  'insufficientBalance',
  'maxRequestsPerMinute',
  'serverUnavailable',
  'gatewayTimeout',
] as const;
const glmStreamed = ['1301', '1214', '1261', '1000', '1211', '1302', '1113', '1305', '1234', '1310'] as const;

/** A code may also be a number. */
const numbered = ['1113', '1302', '1261', '1301', '1214'] as const;

/** Statuses that no vendor documents, but whatever stands in front of one sends them. */
const undocumented: readonly StatusRow[] = [
  { name: '502-without-a-body', error: { status: 502, body: '' }, follow: { type: 'retry' } },
  { name: '408-request-timeout', error: { status: 408, body: '' }, follow: { type: 'retry' } },
  { name: '529-overloaded', error: { status: 529, body: '' }, follow: { type: 'retry' } },
  {
    name: '403-web-page',
    error: { status: 403, body: '<html><title>Forbidden</title></html>' },
    follow: { type: 'key' },
  },
  { name: '401-without-a-body', error: { status: 401, body: '' }, follow: { type: 'key' } },
  {
    name: '418-teapot',
    error: { status: 418, body: '' },
    follow: { type: 'stop', refusal: 'invalid_request' },
  },
];

/** With it GLM's window is the smaller of the two. */
const smallGlm: CaseSetup = { models: { glm: ['glm-4.7'] } };

/**
 * Every documented error, answered to every request; then the vendor is well again and asked once more, which
 * tells what was remembered: a spent key rests, and a caller's own mistake costs nobody anything.
 */
export const statusCases: readonly ConformanceCase[] = [
  ...keysOf(kimiFollows).map((name) => statusCase({ vendor: 'kimi', stream: false }, kimiRow(name))),
  ...keysOf(glmFollows).map((name) => statusCase({ vendor: 'glm', stream: false }, glmRow(name))),
  ...kimiStreamed.map((name) => statusCase({ vendor: 'kimi', stream: true }, kimiRow(name))),
  ...glmStreamed.map((name) => statusCase({ vendor: 'glm', stream: true }, glmRow(name))),
  ...numbered.map((name) =>
    statusCase(
      { vendor: 'glm', stream: false },
      {
        ...glmRow(name),
        name: `${glmErrors[name].status}-${name}-as-a-number`,
        error: {
          status: glmErrors[name].status,
          body: { error: { code: Number(name), message: glmErrors[name].meaning } },
        },
      },
    ),
  ),
  ...undocumented.map((row) => statusCase({ vendor: 'kimi', stream: false }, row)),
  statusCase(
    { vendor: 'kimi', stream: false },
    { ...kimiRow('inputTooLong'), name: '400-input-too-long-and-none-larger', setup: smallGlm },
  ),
  statusCase(
    { vendor: 'glm', stream: false },
    { ...glmRow('1261'), name: '400-1261-and-larger-elsewhere', setup: smallGlm },
  ),
];

function statusCase(exchange: Exchange, row: StatusRow): ConformanceCase {
  const { vendor } = exchange;
  const { status, body } = row.error;
  const headers = typeof body === 'string' && body.startsWith('<') ? { 'content-type': 'text/html' } : {};
  const hasLarger = windowsOf(row.setup)[otherVendor(vendor)] > windowsOf(row.setup)[vendor];
  const steps: Step[] = [
    { type: 'ask', law: firstLaw(exchange, row.follow, hasLarger) },
    { type: 'heal' },
    { type: 'ask', law: isRemembered(row.follow) ? failsOver(vendor, 0) : answers(vendor) },
  ];
  return befallen(exchange, {
    group: 'statuses',
    name: row.name,
    faults: [{ kind: 'status', status, body, headers }],
    steps,
    setup: row.setup,
    complaints: row.complaints,
  });
}

function firstLaw({ vendor, stream }: Exchange, follow: Follow, hasLarger: boolean): Law {
  switch (follow.type) {
    case 'stop':
      return refuses(vendor, follow.refusal);
    case 'larger':
      return hasLarger ? failsOver(vendor, 1) : refuses(vendor, 'context_window');
    case 'retry':
      return failsOver(vendor, 2);
    case 'retryStream':
      return failsOver(vendor, stream ? 2 : 1);
    case 'key':
    case 'model':
    case 'later':
      return failsOver(vendor, 1);
  }
}

function isRemembered({ type }: Follow): boolean {
  return type === 'key' || type === 'model' || type === 'later';
}

/** Tokens: kimi-k2.6 has 262144, glm-5.2 a million, glm-4.7 204800. */
function windowsOf(setup: CaseSetup | undefined): Readonly<Record<Vendor, number>> {
  return { kimi: 262_144, glm: setup?.models?.glm?.includes('glm-4.7') === true ? 204_800 : 1_000_000 };
}

function dashed(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replaceAll(' ', '-');
}

function keysOf<K extends string>(table: Readonly<Record<K, unknown>>): readonly K[] {
  return Object.keys(table) as K[];
}
