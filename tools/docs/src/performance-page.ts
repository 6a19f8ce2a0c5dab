import { readFileSync } from 'node:fs';
import { describeFigures } from '../../bench/src/describe-figures.js';
import type { BenchFigures } from '../../bench/src/figures.js';
import { describeProfiles, type ProfileFigures } from '../../bench/src/describe-profiles.js';
import { describeMemory, type MemoryFigures } from '../../bench/src/memory/memory-figures.js';
import { describeStarts, type StartFigures } from '../../bench/src/start-figures.js';
import { describeMicro, type MicroFigures } from '../../bench/src/micro-figures.js';
import { describeOverload, type OverloadFigures } from '../../bench/src/overload-figures.js';
import { describeWorkers, type WorkersFigures } from '../../bench/src/workers-figures.js';
import type { SoakFigures } from '../../soak/src/figures.js';
import { table } from '../../bench/src/tables.js';
import { inRepository } from './repository.js';

/** What reg costs, beside others and by its parts, as it was last written down. */
export function renderPerformancePage(): string {
  const figures = read<BenchFigures>('tools/bench/figures.json');
  const micro = read<MicroFigures>('tools/bench/micro.json');
  const profile = read<ProfileFigures>('tools/bench/profile.json');
  return `# Performance

<!-- Written by \`npm run docs\` from tools/bench; do not edit. -->

Machines are noisy, and no two are alike: what counts is the processor time of a request, compared with that of other programs in the same interleaved rounds of one run. \`bare\` is the measure: Node's own server and undici's dispatch, one key put in, nothing parsed and nothing known. It survives nothing.

\`\`\`sh
npm run bench                # everything this machine has; some twenty minutes
npm run bench -- --quick     # bare, Fastify and reg; under two minutes
npm run bench -- --profile   # where the time goes
npm run bench -- --starts    # only how long starts take; two minutes
npm run bench -- --overload  # what becomes of three times the capacity
npm run bench -- --workers   # one worker beside two
npm run bench -- --memory    # what is held: idle, for each stream, of large bodies; a minute for each target and round
npm run bench:micro          # single parts, in process
npm run bench:micro -- --check   # whether a part costs more than was accepted; npm test does it too
\`\`\`

Load comes from autocannon in a process of its own, processor time from /proc, and the upstream answers at once (whole answers) or a chunk each five milliseconds (streams). reg runs as it ships: circuits, deadlines, held streams, retry budgets, metrics, a log line for each request, decision headers. Portkey 1.15.2 is pinned to the versions of Hono with which it streams. \`reg-anthropic\` and \`reg-responses\` are the same daemon asked for streams in the dialects of Anthropic's Messages and OpenAI's Responses, in which it writes every chunk anew. The other relays do far less than reg or Portkey: they put a key in and pass bytes on. Not measured here: TLS.

${describeFigures(figures)}
## Where the time goes

${profile.date.slice(0, 10)}, Node ${profile.node.slice(1)}: 16 connections for whole answers, 50 streams for chunks. V8's profiler looks at the bare relay and at reg under the same load; its samples are put down to the innermost part that they belong to, and the shares are of the processor time that /proc tells. The difference between the columns is what reg's features cost. Much of it is not in the features: the more code a request runs through, the less of it is in the processor's caches, and a slower relay wakes sleeping clients more often, so that the same writes, and the same library, cost more in reg than in the bare relay.

${describeProfiles(profile)}
## Starts

${describeStarts(read<StartFigures>('tools/bench/starts.json'))}
The first start of reg is one for which Node has nothing compiled yet. From then on it finds what it compiled in \`~/.cache/reg/compiled\`. \`reg\` is one bundle: it neither looks for nor reads the files of its dependencies, and loads the routes beside the chats, the simulators, the MCP SDK and undici when they are first needed. An import of \`@reg/registry\` loads reg's own code; the schema of the settings, with zod and the YAML reader, follows when settings are read.

## Sizes

${describeSizes(read<readonly Size[]>('tools/packaging/sizes.json'))}

\`npm run check:sizes\` measures them again, and is part of \`npm test\`. Files are those in \`dist/\`, as they are; a bundle is made for Node by esbuild, minified, with everything but undici; installed is all that npm puts on the disk, dependencies included. The command \`reg\` brings its dependencies in its own files; they are installed beside it for programs that import \`@reg/daemon\`.

## By part

${micro.date.slice(0, 10)}, Node ${micro.node.slice(1)}. Half of the runs took no longer than p50; the calibration loop is the same work on every machine.

${describeMicro(micro)}

\`npm test\` measures some of these parts and compares them with [what was accepted](../tools/bench/micro-check.json): their time as a multiple of a loop that does the same kinds of work, which may grow by 30 %, and what they allocate, which may grow by 15 %. What seems dearer is measured anew in a process of its own before it counts.

## Overload

What \`server.overload\` does ([daemon.md](daemon.md#overload)). The load is open: requests come at random moments at a given rate, whether or not the daemon keeps up, over connections that are open already, and each is timed from the moment at which it was due. Each round finds the capacity, that is, how many answers a second of processor time is enough for, then comes half of it, three times of it, and half again. A vendor that answers at once is the hardest case: whatever a call waits for is the daemon. 100 ms is what a very quick model takes.

${describeOverload(read<OverloadFigures>('tools/bench/overload.json'))}

A refusal costs a fraction of an answer, most of it for reading the request, so the more is refused, the less is left for answers. The slowest answers are those of the first second: by the time that the overload is noticed, everybody waits, and with a vendor that answers at once refusals alone take all of the processor: three times the capacity is more than the daemon can refuse, so refusals and answers wait alike. New connections are not part of this: Node accepts one in each turn of its event loop, and under overload turns are long. With several workers the primary accepts them, which has nothing else to do.

## Several workers

[daemon.md](daemon.md#several-workers) says what they share. ${describeWorkers(read<WorkersFigures>('tools/bench/workers.json'))}

## Memory

Resident memory is what the system says, idle and with many streams under way. It counts what is live and what was not collected yet. Live is what the process itself says after a collection, asked through Node's inspector in a second run. A large body is looked at while its answer is awaited, when all of it was sent: the figure says how many copies of it are live then, in whatever form.

${describeMemory(read<MemoryFigures>('tools/bench/memory.json'))}

## Memory over an hour

${renderHour(read<SoakFigures>('tools/soak/hour.json'))}

## Where reg loses

- A whole answer to a short request costs twice the processor time of a relay that understands nothing, and more than Fastify with undici; to an agent's request, with its tools, 1.4 times, and two to three times where it has to be translated from another dialect. It is many small things, none of them a tenth: what was asked and what was answered are parsed, the attempt has its circuits, places, deadline and report, the log has its line.
- A chunk of a stream costs a third to a half more than in the bare relay.
- \`chat()\` in process costs more than half as much as cockatiel's retry, breaker and timeout around the same call, and more than ai-retry's conditions: it also decides, accounts and reports.
- Every reason of a ranking of thousands of models takes milliseconds to write down. Whoever only wants the first choice of a request like none before waits 0.01 us for each model.
- The daemon starts more slowly than a bare relay: it reads and checks its settings, builds a registry and compiles its own code.
`;
}

interface Size {
  readonly what: string;
  readonly kb: number;
  readonly limitKb: number;
  /** How many packages are installed. */
  readonly packages?: number;
}

function describeSizes(sizes: readonly Size[]): string {
  return table(
    ['what', 'kB', 'budget', 'packages'],
    sizes.map(({ what, kb, limitKb, packages }) => [what, kb, limitKb, packages ?? '']),
  );
}

/** An hour of `npm run soak`, in which every fault that the simulators know comes and goes. */
function renderHour({
  seconds,
  requestsPerSecond,
  requests,
  residentMbCourse,
  ...figures
}: SoakFigures): string {
  const { heapKbPerMinute, openFds } = figures;
  return `\`npm run soak -- --minutes ${seconds / 60} --rate ${requestsPerSecond}\` (${figures.date.slice(0, 10)}): ${requests} requests among all faults, with vendor answers of up to 24 MB. The lowest memory (RSS) of each tenth of the time was ${residentMbCourse.join(', ')} MB; the slope of the heap in the second half was ${heapKbPerMinute} KB a minute; ${openFds.start} file descriptors were open at the start and ${openFds.end} at the end.`;
}

function read<T>(path: string): T {
  return JSON.parse(readFileSync(inRepository(path), 'utf8')) as T;
}
