import { readFileSync } from 'node:fs';

/** Ticks of /proc are hundredths of a second on every Linux that Node runs on. */
const tickUs = 10_000;

/** What a process and its children have used of a processor, microseconds. */
export function cpuUsOf(pids: readonly number[]): number {
  let ticks = 0;
  for (const pid of pids) {
    const fields = statOf(pid);
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks * tickUs;
}

/** What the children of this process that have ended have used of a processor, microseconds. */
export function endedChildrenCpuUs(): number {
  const fields = statOf('self');
  return (Number(fields[13]) + Number(fields[14])) * tickUs;
}

function statOf(pid: number | 'self'): readonly string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** Resident memory, KiB. */
export function residentKbOf(pids: readonly number[]): number {
  let sum = 0;
  for (const pid of pids) {
    sum += Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  }
  return sum;
}

/** The most that was resident since the process started, or since that was forgotten, KiB. */
export function peakResidentKbOf(pid: number): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
}

/** The processes that a process has started, and those they have started. */
export function familyOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return [pid, ...(children === '' ? [] : children.split(' ').flatMap((child) => familyOf(Number(child))))];
}

export interface MachineTicks {
  readonly stolen: number;
  readonly all: number;
}

/** Time that the machine's host took away, of all time. */
export function machineTicks(): MachineTicks {
  const line = readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '';
  const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
  return { stolen: ticks[7] ?? 0, all: ticks.reduce((sum, value) => sum + value, 0) };
}

export function stealPercent(from: MachineTicks, to: MachineTicks): number {
  const all = to.all - from.all;
  return all === 0 ? 0 : ((to.stolen - from.stolen) / all) * 100;
}
