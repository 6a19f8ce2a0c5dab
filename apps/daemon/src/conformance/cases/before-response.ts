import type { Fault } from '@reg/testkit';
import type { ComplaintName } from '../complaints.js';
import { otherVendor, type CaseSetup, type ConformanceCase, type Range } from '../conformance-case.js';
import type { RefusedLaw } from '../law.js';
import { garbage } from '../upstream/hostile-servers.js';
import type { UpstreamPlace } from '../upstream/upstream-place.js';
import {
  befallen,
  bothWays,
  failsOver,
  impatientWith,
  vendors,
  type Exchange,
  type Phase,
} from './befallen.js';

interface BeforeResponseRow {
  readonly name: string;
  readonly place?: UpstreamPlace;
  readonly faults?: readonly Fault[];
  /** Attempts on the vendor that cannot be reached. A connection may be tried again; a slow vendor may not. */
  readonly tries: Range;
  /** What the caller is told where nobody else may answer. @default unreachable */
  readonly refusal?: RefusedLaw['refusal'];
  /** The phase in which a silent vendor is given up soon. */
  readonly impatient?: Phase;
  readonly ways?: readonly boolean[];
  readonly complaints?: readonly ComplaintName[];
}

/** Bytes that are no HTTP: a connection that is good for nothing, or an answer that is none. */
const garbled: RefusedLaw['refusal'] = ['unreachable', 'malformed'];

/** Nothing of an answer arrived: always another target, and never a word about it to the client. */
const rows: readonly BeforeResponseRow[] = [
  { name: 'connection-refused', place: { kind: 'refused' }, tries: 2, ways: bothWays },
  {
    name: 'dns-failure',
    place: { kind: 'unresolvable' },
    tries: { min: 1, max: 2 },
    // How long a name takes to fail is the resolver's affair.
    refusal: ['unreachable', 'timed_out', 'all_failed'],
  },
  { name: 'tls-on-a-plain-port', place: { kind: 'tls-on-plain' }, tries: 2 },
  {
    name: 'connect-timeout',
    place: { kind: 'unanswering' },
    impatient: 'connectMs',
    tries: 2,
    refusal: 'timed_out',
  },
  { name: 'reset-at-connect', place: { kind: 'raw', behaviour: garbage.reset }, tries: 2 },
  { name: 'closed-at-connect', place: { kind: 'raw', behaviour: garbage.close }, tries: 2 },
  { name: 'not-http', place: { kind: 'raw', behaviour: garbage.notHttp }, tries: 2, refusal: garbled },
  {
    name: 'tls-alert-on-plain-http',
    place: { kind: 'raw', behaviour: garbage.tlsAlert },
    tries: 2,
    refusal: garbled,
  },
  {
    name: 'silent-accept',
    place: { kind: 'raw', behaviour: garbage.silence },
    impatient: 'headersMs',
    tries: 1,
    refusal: 'timed_out',
    ways: bothWays,
    complaints: ['silentUpstream'],
  },
  {
    name: 'headers-without-end',
    place: { kind: 'raw', behaviour: garbage.endlessHeaders },
    tries: 2,
    refusal: garbled,
  },
  {
    name: 'one-header-without-end',
    place: { kind: 'raw', behaviour: garbage.endlessHeader },
    tries: 2,
    refusal: garbled,
  },
  {
    name: 'headers-byte-by-byte',
    place: { kind: 'raw', behaviour: garbage.drippingHeaders },
    impatient: 'headersMs',
    tries: 1,
    refusal: 'timed_out',
  },
  {
    name: 'informational-without-end',
    place: { kind: 'raw', behaviour: garbage.endlessContinue },
    impatient: 'headersMs',
    tries: { min: 1, max: 2 },
    refusal: ['unreachable', 'malformed', 'timed_out'],
  },
  {
    name: 'two-content-lengths',
    place: { kind: 'raw', behaviour: garbage.twoLengths },
    tries: 2,
    refusal: garbled,
  },
  {
    name: 'reset-before-the-response',
    faults: [{ kind: 'reset_before_response' }],
    tries: 2,
    ways: bothWays,
  },
  {
    name: 'silence',
    faults: [{ kind: 'silence' }],
    impatient: 'headersMs',
    tries: 1,
    refusal: 'timed_out',
    ways: bothWays,
    complaints: ['silentUpstream', 'firstToken'],
  },
];

export const beforeResponseCases: readonly ConformanceCase[] = rows.flatMap((row) =>
  vendors.flatMap((vendor) =>
    (row.ways ?? [vendor === 'kimi']).map((stream) => beforeResponse(row, { vendor, stream })),
  ),
);

function beforeResponse(row: BeforeResponseRow, exchange: Exchange): ConformanceCase {
  const { vendor } = exchange;
  const setup: CaseSetup = {
    ...(row.impatient === undefined ? {} : { config: impatientWith(vendor, row.impatient) }),
    ...(row.place === undefined ? {} : { place: { [vendor]: row.place } }),
  };
  const law = failsOver(vendor, row.tries);
  const step =
    row.place === undefined ? law : { ...law, asked: { [law.by]: 1 }, attempts: plusOne(row.tries) };
  return befallen(exchange, {
    group: 'before-response',
    name: row.name,
    faults: row.faults ?? [],
    steps: [
      { type: 'ask', law: step },
      {
        type: 'ask',
        question: { allowFallback: false },
        law: {
          outcome: 'refused',
          refusal: row.refusal ?? 'unreachable',
          asked: { [otherVendor(vendor)]: 0 },
        },
      },
    ],
    setup,
    complaints: row.complaints,
  });
}

/** The attempt that answers. */
function plusOne(tries: Range): Range {
  return typeof tries === 'number' ? tries + 1 : { min: tries.min + 1, max: tries.max + 1 };
}
