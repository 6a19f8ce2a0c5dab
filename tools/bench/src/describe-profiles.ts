import { layers } from './layers.js';
import type { ProfileRow } from './profile.js';

export interface ProfileFigures {
  readonly date: string;
  readonly node: string;
  readonly rows: readonly ProfileRow[];
}

/** What each part of a request and of a chunk costs, beside what the bare relay spends on it. */
export function describeProfiles({ rows }: ProfileFigures): string {
  const head = rows.map(({ target, of }) => `${target}, us/${of}`);
  const lines = layers.map((layer) => [layer, ...rows.map((row) => row.layers[layer] ?? 0)]);
  return [
    ['part', ...head],
    ['---', ...head.map(() => '---')],
    ...lines,
    ['together', ...rows.map(({ cpuUs }) => cpuUs)],
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
