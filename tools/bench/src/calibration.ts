/** A loop that does the same on every machine: arithmetic, and nothing else. */
export function calibrate(): number {
  let sum = 0;
  for (let step = 0; step < 1000; step += 1) sum = (sum * 31 + step) | 0;
  return sum;
}

const weights = new Map(Array.from({ length: 64 }, (_, index) => [`model-${index}`, (index * 37) % 64]));

/**
 * The kinds of work that routing a call is made of: objects and copies of them, closures, look-ups by name, a sort,
 * promises. It allocates as fast as what is judged by it, so that a machine whose processors or memory are busy with
 * other things, or another machine, is slower at both by much the same factor.
 */
export async function calibrateMixed(): Promise<number> {
  let sum = 0;
  for (let step = 0; step < 8; step += 1) {
    const rows = Array.from({ length: 16 }, (_, index) => {
      const name = `model-${(index * 5 + step) % 64}`;
      return { name, weight: weights.get(name) ?? 0, index, step, limits: { most: 64, least: step } };
    });
    const scored = rows
      .map((row) => ({ ...row, limits: { ...row.limits, most: row.weight }, notes: [row.name, row.step] }))
      .map((row) => ({ ...row, score: () => row.index + row.limits.most }));
    scored.sort((left, right) => left.weight - right.weight);
    for (const { weight, score } of scored.filter(({ weight: each }) => each > 8)) sum += weight * score();
    sum += await Promise.resolve(step);
  }
  return sum;
}
