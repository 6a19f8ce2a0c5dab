import type { ConformanceCase, Vendor } from '../conformance-case.js';
import { befallen, impatientWith, vendors } from './befallen.js';
import { brokenStreams } from './streams-that-break.js';
import { failingStreams } from './streams-that-fail-early.js';
import { oddStreams } from './streams-that-are-odd.js';
import type { StreamRow } from './stream-row.js';

/** Streamed answers: odd ones that are whole, failures before any content, and breaks after it. */
export const streamCases: readonly ConformanceCase[] = [
  ...oddStreams,
  ...failingStreams,
  ...brokenStreams,
].flatMap((row) =>
  vendors
    .filter((vendor) => row.only === undefined || row.only === vendor)
    .map((vendor) => streamCase(row, vendor)),
);

function streamCase(row: StreamRow, vendor: Vendor): ConformanceCase {
  const law = row.law(vendor);
  const question = row.question === undefined ? {} : { question: row.question };
  const wait = row.impatient === undefined ? row.config : impatientWith(vendor, row.impatient);
  const config = wait === undefined ? {} : { config: wait };
  const place = row.place === undefined ? {} : { place: { [vendor]: row.place } };
  const models = row.models === undefined ? {} : { models: row.models };
  const setup = { ...config, ...place, ...models };
  const counted = { ...law, asked: {}, attempts: 2 };
  return befallen(
    { vendor, stream: true },
    {
      group: 'streams',
      name: row.name,
      faults: typeof row.faults === 'function' ? row.faults(vendor) : (row.faults ?? []),
      steps: [
        { type: 'ask', ...question, law: row.place === undefined ? law : { ...counted, ...row.tries } },
      ],
      setup: Object.keys(setup).length === 0 ? undefined : setup,
      complaints: row.complaints,
    },
  );
}
