import { expect, it } from 'vitest';
import { describeProfiles } from './describe-profiles.js';
import { layers, sharesOf, type Frame } from './layers.js';

/** One stack after the other, outermost frame first, each for so many microseconds. */
function profileOf(stacks: readonly (readonly [us: number, ...frames: Frame[]])[]) {
  const nodes: { id: number; callFrame: Frame; children: number[] }[] = [];
  const samples: number[] = [];
  for (const [, ...frames] of stacks) {
    for (const [depth, callFrame] of frames.entries()) {
      const id = nodes.length + 1;
      if (depth > 0) nodes.at(-1)?.children.push(id);
      nodes.push({ id, callFrame, children: [] });
    }
    samples.push(nodes.length);
  }
  return { nodes, samples, timeDeltas: stacks.map(([us]) => us) };
}

const at = (url: string, functionName = 'work'): Frame => ({ functionName, url });
const ticks = at('node:internal/process/task_queues', 'processTicksAndRejections');
const ours = (owner: string, name: string): Frame => at(`file:///srv/${owner}/dist/chunk.js`, name);

it('puts time down to the innermost part that it belongs to, and leaves out idleness', () => {
  const shares = sharesOf(
    profileOf([
      [
        10,
        ticks,
        ours('apps/daemon', 'sendJson'),
        at('node:_http_outgoing', 'end'),
        at('', 'writeUtf8String'),
      ],
      [20, ticks, ours('packages/core', 'startAttempt'), ours('packages/core', 'anything'), at('', 'now')],
      [
        30,
        ticks,
        ours('packages/openai-compatible', '#send'),
        at('file:///m/undici/lib/client.js', '_resume'),
      ],
      [15, ticks, ours('apps/daemon', 'logRequest'), at('file:///node_modules/pino/lib/tools.js')],
      [5, ticks],
      [10, at('', '(garbage collector)')],
      [5, ours('apps/daemon', 'nobodyKnows')],
      [5, at('', '(program)')],
      [900, at('', '(idle)')],
    ]),
  );
  expect(Object.fromEntries([...shares].filter(([, share]) => share > 0))).toEqual({
    'sockets: writes into the system': 0.1,
    'attempt: circuits, places, retry budget, deadline, cost': 0.2,
    undici: 0.3,
    'log line': 0.15,
    'promises and ticks': 0.05,
    'garbage collection': 0.1,
    'the rest': 0.1,
  });
  expect([...shares.values()].reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
});

it('is nothing where nothing ran', () => {
  expect([...sharesOf({ nodes: [] }).values()].every((share) => share === 0)).toBe(true);
});

it('is told as a table with a row for each part', () => {
  const rows = [
    { target: 'reg', of: 'request' as const, connections: 16, cpuUs: 12.5, layers: { undici: 4 } },
  ];
  const table = describeProfiles({ date: '2026-11-23', node: 'v24', rows });
  expect(table.split('\n')).toHaveLength(layers.length + 3);
  expect(table).toContain('| undici | 4 |');
  expect(table).toContain('| together | 12.5 |');
});
