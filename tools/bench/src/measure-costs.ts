import { bytesOf } from './allocation.js';
import { calibrateMixed } from './calibration.js';
import { microCases } from './micro-cases.js';
import type { MicroCost } from './micro-limits.js';
import { ratioOf, warmUp } from './timing.js';

/** What the parts that `--check` judges cost in this process; only those of `names`, if any are given. */
export async function measureCosts(names: readonly string[]): Promise<readonly MicroCost[]> {
  const { cases, close } = microCases();
  const costs: MicroCost[] = [];
  await warmUp(calibrateMixed);
  for (const { name, run, isChecked = false } of cases) {
    if (!isChecked || (names.length > 0 && !names.includes(name))) continue;
    await warmUp(run);
    const ratio = Number((await ratioOf(run, calibrateMixed)).toPrecision(3));
    costs.push({ name, ratio, bytes: await bytesOf(run) });
  }
  await close();
  return costs;
}
