const subBuckets = 16;
const octaves = 24;

/** 2 to the power of 24 milliseconds are 4.6 hours. */
const ceiling = 2 ** octaves;

/**
 * Counts values in buckets whose width grows with the value: sixteen linear steps in each power of two. A percentile
 * is at most 3.2 % off for values from 1 to 2^24, and at most 1/32 below 1; larger values share the last bucket.
 * The memory is fixed however many values come. Meant for milliseconds.
 */
class BucketHistogram {
  // Made at the first value: most histograms of most models never see one.
  #counts: Float64Array | undefined;
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = 0;

  get count(): number {
    return this.#count;
  }

  get sum(): number {
    return this.#sum;
  }

  /** 0 when empty. */
  get max(): number {
    return this.#max;
  }

  /** Negative values count as 0; what is no finite number is left out. */
  record(value: number): void {
    if (!Number.isFinite(value)) return;
    const measured = Math.max(0, value);
    this.#add(bucketOf(measured), 1);
    this.#count += 1;
    this.#sum += measured;
    this.#min = Math.min(this.#min, measured);
    this.#max = Math.max(this.#max, measured);
  }

  /**
   * The value that `percent` (0 to 100) of all values do not exceed, by nearest rank; `undefined` when empty.
   * Never outside the smallest and largest value seen.
   */
  percentile(percent: number): number | undefined {
    if (this.#counts === undefined) return undefined;
    const rank = Math.max(1, Math.ceil((Math.min(100, Math.max(0, percent)) / 100) * this.#count));
    let seen = 0;
    for (const [index, count] of this.#counts.entries()) {
      seen += count;
      if (seen >= rank) return Math.min(this.#max, Math.max(this.#min, middleOf(index)));
    }
    return this.#max;
  }

  /** Adds everything that `other` counted. */
  merge(other: Histogram): void {
    for (const [index, count] of other.#counts?.entries() ?? []) if (count > 0) this.#add(index, count);
    this.#count += other.#count;
    this.#sum += other.#sum;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
  }

  #add(index: number, count: number): void {
    this.#counts ??= new Float64Array((octaves + 1) * subBuckets);
    this.#counts[index] = (this.#counts[index] ?? 0) + count;
  }
}

export type Histogram = BucketHistogram;

export function createHistogram(): Histogram {
  return new BucketHistogram();
}

/** The first sixteen buckets divide 0 to 1; each further sixteen one power of two. */
function bucketOf(value: number): number {
  if (value < 1) return Math.floor(value * subBuckets);
  if (value >= ceiling) return (octaves + 1) * subBuckets - 1;
  // clz32 is exact where Math.log2 rounds up just below a power of two.
  const octave = 31 - Math.clz32(value);
  return (octave + 1) * subBuckets + Math.floor((value / 2 ** octave - 1) * subBuckets);
}

function middleOf(index: number): number {
  const step = index % subBuckets;
  if (index < subBuckets) return (step + 0.5) / subBuckets;
  return 2 ** (Math.floor(index / subBuckets) - 1) * (1 + (step + 0.5) / subBuckets);
}
