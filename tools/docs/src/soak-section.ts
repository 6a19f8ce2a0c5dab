import { readFileSync } from 'node:fs';
import type { SoakFigures } from '../../soak/src/figures.js';
import { inRepository } from './repository.js';

/** How to let the daemon run in all weathers, and what came of it when that was last written down. */
export function renderSoakSection(): string {
  const figures = JSON.parse(readFileSync(inRepository('tools/soak/figures.json'), 'utf8')) as SoakFigures;
  return `## Soak

\`npm run soak -- --minutes 10\` starts both vendor simulators and a daemon in a process of its own, and asks it over HTTP at a steady pace (\`--rate\`, 40 requests a second by default) while faults of every kind that the simulators know come and go, and one key of each vendor is refused. About half of the questions stream; some have tools, JSON mode, hedging or \`onStreamBreak: continue\`; some clients leave in the middle, some read slowly. The daemon's timeouts and open times are set short, so that circuits open, are probed and recover all along.

Each answer is judged by a client that knows what the simulated model says to each prompt. It is a whole answer with the right words, or an honest error (a status and an error body, or an error event and no \`[DONE]\`), or the client left. Anything else is *lost* (nothing ended by the deadline and a grace) or *dishonest*; one of these, a connection that stays open, or a request that is still held at the end makes the exit code 1. The figures are also written as JSON (\`--out\`); \`--seed\` chooses other weather. A run of some seconds is part of the tests.

The last run that was written down, on a machine that was busy with other things, so its times say little about any other:

| ${figures.date.slice(0, 10)}, Node ${figures.node.slice(1)}, ${figures.seconds / 60} minutes | |
| --- | --- |
${rowsOf(figures)
  .map(([name, value]) => `| ${name} | ${value} |`)
  .join('\n')}
`;
}

function rowsOf(figures: SoakFigures): readonly (readonly [string, string | number])[] {
  const { verdicts, residentMbCourse, openFds, eventLoopP99Ms } = figures;
  return [
    ['requests sent', `${figures.requests}, ${figures.streams} of them streams`],
    ['answered', verdicts.answered],
    ['honest errors', verdicts.honest_error],
    ['left by the client', verdicts.left],
    ['lost', verdicts.lost],
    ['dishonest ends', verdicts.dishonest],
    ['faults put up', `${figures.faultsPutUp}, of ${figures.faultKinds} kinds`],
    [
      'attempts at vendors',
      `${figures.attempts}, ${figures.furtherAttempts} beyond the first of their request`,
    ],
    ['circuits opened', figures.circuitsOpened],
    ['memory (RSS), the lowest of each tenth of the time', `${residentMbCourse.join(', ')} MB`],
    [
      'slope of the lowest values in the second half',
      `RSS ${figures.residentKbPerMinute}, heap ${figures.heapKbPerMinute}, outside the heap ${figures.externalKbPerMinute} KB/min`,
    ],
    ['file descriptors', `${openFds.start} at the start, ${openFds.end} at the end`],
    [
      'event-loop delay, p99 of each second',
      `${eventLoopP99Ms.median} ms in the median, ${eventLoopP99Ms.worst} ms at worst (grain 10 ms)`,
    ],
  ];
}
