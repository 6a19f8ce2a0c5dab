import { chunksOf, type BenchFigures } from './figures.js';
import type { LoadRow, StreamRow } from './rounds.js';
import { spread, table } from './tables.js';

/** The figures as a page: tables first, then what may be concluded, if anything may. */
export function describeFigures(figures: BenchFigures): string {
  const { date, node, processors, pinned, rounds, seconds, stealPercent, missing } = figures;
  const where = `${date.slice(0, 10)}, Node ${node.slice(1)}, ${processors} processors${pinned ? ', one for the target and one for upstream and load' : ''}`;
  return `${where}; ${rounds} interleaved rounds of ${seconds} s; the host took ${stealPercent.median} % of the time (${stealPercent.min} to ${stealPercent.max}).${missing.length === 0 ? '' : ` Not on this machine: ${missing.join(', ')}.`}

### Whole answers

${wholeTable(figures.whole)}

### Whole answers to an agent

17 messages and 12 tools of 48 KB in all, the same with each request. So the tools are: an agent sends them with each of its questions, and reg reads, translates and writes them once.

${wholeTable(figures.conversations)}

### Streams of ${chunksOf} chunks, 5 ms apart

${table(
  [
    'streams',
    'target',
    'CPU us/chunk',
    'to bare',
    'first byte p50 ms',
    'chunk age p50 us',
    'chunk age p99 us',
    'RSS MB',
    'failed',
  ],
  figures.streams.map((row) => [
    row.connections,
    row.target,
    spread(row.cpuUs),
    ratio(row, figures.streams),
    spread(row.firstByteP50Ms),
    spread(row.chunkP50Us),
    spread(row.chunkP99Us),
    row.residentMb,
    row.failed,
  ]),
)}

${conclusion(figures)}
`;
}

type Row = LoadRow | StreamRow;

function wholeTable(rows: readonly LoadRow[]): string {
  const columns = 'connections,target,CPU us/request,to bare,requests/s,p50 ms,p99 ms,RSS MB,failed';
  return table(
    columns.split(','),
    rows.map((row) => [
      row.connections,
      row.target,
      spread(row.cpuUs),
      ratio(row, rows),
      spread(row.requestsPerSecond),
      spread(row.p50Ms),
      spread(row.p99Ms),
      row.residentMb,
      row.failed,
    ]),
  );
}

/** Of medians, to the bare relay's in the same load. */
function ratioOf(row: Row, rows: readonly Row[], base = 'bare'): number | undefined {
  const bare = rows.find(({ target, connections }) => target === base && connections === row.connections);
  return bare === undefined || bare.cpuUs.median === 0 ? undefined : row.cpuUs.median / bare.cpuUs.median;
}

function ratio(row: Row, rows: readonly Row[]): string {
  return ratioOf(row, rows)?.toFixed(2) ?? '';
}

/** What a chunk may cost at most, in bare relays. Other dialects than OpenAI's write every chunk anew. */
const chunkGoals: Readonly<Record<string, number>> = {
  reg: 1.15,
  'reg-anthropic': 1.6,
  'reg-responses': 1.6,
};

function conclusion({ doubts, whole, conversations, streams }: BenchFigures): string {
  if (doubts.length > 0) return `No conclusion: ${doubts.join('; ')}.`;
  const say = (row: Row, rows: readonly Row[], unit: string): string =>
    ['bare', 'fastify', 'hono', 'nginx', 'portkey']
      .map((base) => [base, ratioOf(row, rows, base)] as const)
      .filter((pair): pair is readonly [string, number] => pair[1] !== undefined)
      .map(([base, value]) => `${value.toFixed(2)} x ${base}`)
      .join(', ')
      .replace(/^/, `${row.target}, CPU ${unit} at ${row.connections}: `);
  return [
    ...whole.filter(({ target }) => target === 'reg').map((row) => say(row, whole, 'a request')),
    ...conversations
      .filter(({ target }) => target.startsWith('reg'))
      .map((row) => say(row, conversations, "an agent's request")),
    ...streams
      .filter(({ target }) => target in chunkGoals)
      .map((row) => `${say(row, streams, 'a chunk')}; the goal is ${chunkGoals[row.target]} x bare`),
  ]
    .map((line) => `- ${line}`)
    .join('\n');
}
