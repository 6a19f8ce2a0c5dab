/** A loop that does the same on every machine: arithmetic, and nothing else. */
export function calibrate(): number {
  let sum = 0;
  for (let step = 0; step < 1000; step += 1) sum = (sum * 31 + step) | 0;
  return sum;
}

const weights = new Map(Array.from({ length: 64 }, (_, index) => [`model-${index}`, (index * 37) % 64]));

/**
 * The kinds of work that routing a call is made of: objects, closures, look-ups by name, a sort, promises. A machine
 * that is busy, or another one, is slower at this by much the same factor as at what is judged by it.
 */
export async function calibrateMixed(): Promise<number> {
  let sum = 0;
  for (let step = 0; step < 8; step += 1) {
    const rows = Array.from({ length: 16 }, (_, index) => {
      const name = `model-${(index * 5 + step) % 64}`;
      return { name, weight: weights.get(name) ?? 0, score: () => index };
    });
    rows.sort((left, right) => left.weight - right.weight);
    for (const { weight, score } of rows.filter(({ weight: each }) => each > 8)) sum += weight * score();
    sum += await Promise.resolve(step);
  }
  return sum;
}
