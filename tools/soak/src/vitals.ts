import { jsonIn, listIn, textIn } from './json.js';
import { parseObject } from './read-answer.js';

/** One look at the daemon from outside, by the metrics that it offers to everybody. */
export interface Vitals {
  readonly atMs: number;
  readonly residentBytes: number;
  readonly heapBytes: number;
  /** Buffers and the like, outside the heap but counted by Node. */
  readonly externalBytes: number;
  readonly openFds: number;
  /** Since the look before; the measurement itself has a grain of 10 ms. */
  readonly eventLoopP99Ms: number;
  readonly inFlight: number;
  readonly attempts: number;
}

export async function readVitals(url: string): Promise<Vitals> {
  const response = await fetch(`${url}/metrics`);
  const lines = (await response.text()).split('\n');
  const sum = (name: string): number =>
    lines
      .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
      .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  return {
    atMs: performance.now(),
    residentBytes: sum('process_resident_memory_bytes'),
    heapBytes: sum('nodejs_heap_size_used_bytes'),
    externalBytes: sum('nodejs_external_memory_bytes'),
    openFds: sum('process_open_fds'),
    eventLoopP99Ms: sum('nodejs_eventloop_lag_p99_seconds') * 1000,
    inFlight: sum('reg_in_flight'),
    attempts: sum('reg_attempts_total'),
  };
}

/** Each opening of a circuit has a name of its own: which circuit, and since when it is open. */
export async function readOpenings(url: string): Promise<readonly string[]> {
  const response = await fetch(`${url}/v1/registry/snapshot`);
  const snapshot = parseObject(await response.text()) ?? {};
  return listIn(snapshot, 'circuits').flatMap((circuit) => {
    const view = jsonIn(circuit, 'view') ?? circuit;
    const isOpen = textIn(view, 'state') === 'open';
    return isOpen ? [JSON.stringify([circuit['scope'], circuit['name'], view['openedAtMs']])] : [];
  });
}
