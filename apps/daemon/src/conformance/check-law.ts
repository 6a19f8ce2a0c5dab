import { otherVendor, type Range, type Vendor } from './conformance-case.js';
import { refusals, type BrokenLaw, type Law, type RefusedLaw, type WholeLaw } from './law.js';
import type { Seen } from './seen.js';
import type { Surface } from './subject/subject.js';

export interface LawContext {
  /** What the vendors' models last said. */
  readonly said: Readonly<Record<Vendor, string | undefined>>;
  /** The text of the last whole answer. */
  readonly before?: string | undefined;
  readonly usageOf: Readonly<Record<Vendor, number | undefined>>;
  /** Which words the caller's surface uses; `target`: a stranger's, whose codes and counts are its own. */
  readonly surface: Surface;
}

/** Every way in which what was seen differs from the law; nothing when it is kept. */
export function differencesFrom(law: Law, seen: Seen, context: LawContext): readonly string[] {
  if (seen.outcome !== law.outcome) {
    const why = seen.complaints.length > 0 ? ` (${seen.complaints.join('; ')})` : describeError(seen);
    return [`${seen.outcome}${why} instead of ${law.outcome}`];
  }
  const own = outcomeDifferences(law, seen, context);
  return context.surface === 'target' ? own : [...own, ...upstreamDifferences(law, seen)];
}

function outcomeDifferences(law: Law, seen: Seen, context: LawContext): readonly string[] {
  switch (law.outcome) {
    case 'whole':
      return wholeDifferences(law, seen, context);
    case 'refused':
      return refusedDifferences(law, seen, context);
    case 'broken':
      return brokenDifferences(law, seen, context);
  }
}

function wholeDifferences(law: WholeLaw, seen: Seen, context: LawContext): readonly string[] {
  const { said, usageOf, surface, before } = context;
  // Whether a vendor that failed a moment ago is asked again is a stranger's own affair.
  const by = surface === 'target' && seen.text === said[otherVendor(law.by)] ? otherVendor(law.by) : law.by;
  const text = law.asBefore === true ? before : (law.text ?? said[by]);
  return [
    ...(seen.text === text ? [] : [`the text is ${excerpt(seen.text)} instead of ${excerpt(text ?? '')}`]),
    ...(law.finish === undefined || law.finish === seen.finish
      ? []
      : [`it ends with ${String(seen.finish)} instead of ${law.finish}`]),
    ...usageDifferences(law, seen, usageOf[by]),
    ...toolDifferences(law, seen),
  ];
}

function usageDifferences({ usage }: WholeLaw, { totalTokens }: Seen, right: number | undefined): string[] {
  if (usage === undefined) return [];
  if (usage === 'some') return Number(totalTokens) > 0 ? [] : ['no token counts are told'];
  return totalTokens === right ? [] : [`${String(totalTokens)} tokens are told instead of ${String(right)}`];
}

function toolDifferences({ tools }: WholeLaw, { toolCalls }: Seen): readonly string[] {
  if (tools === undefined) return [];
  const names = toolCalls.map((call) => call.name);
  const broken = toolCalls.filter((call) => !isJson(call.arguments)).map((call) => call.name);
  return [
    ...(names.join() === tools.join() ? [] : [`tools ${names.join() || 'none'} instead of ${tools.join()}`]),
    ...broken.map((name) => `the arguments of ${name} are not JSON`),
  ];
}

function refusedDifferences(law: RefusedLaw, seen: Seen, { surface }: LawContext): readonly string[] {
  const names = typeof law.refusal === 'string' ? [law.refusal] : law.refusal;
  const rows = names.map((name) => refusals[name]);
  const missingWait =
    law.retryAfter === true && seen.retryAfter === undefined ? ['Retry-After is missing'] : [];
  if (surface === 'target')
    return seen.status === 401 || seen.status === 403
      ? [`status ${seen.status} says that the client's own key is wrong`]
      : [];
  const fits = rows.some((row) =>
    surface === 'in-process'
      ? row.inProcess === seen.code
      : isStatus(row.status, seen.status, surface) && row.code === seen.code,
  );
  const wanted = rows.map((row) => (surface === 'in-process' ? row.inProcess : `${row.status} ${row.code}`));
  return [
    ...(fits ? [] : [`${describeError(seen).trim()} instead of ${wanted.join(' or ')}`]),
    ...missingWait,
  ];
}

/** Anthropic has a status of its own for vendors that are all overloaded. */
function isStatus(wanted: number, seen: number | undefined, surface: Surface): boolean {
  return wanted === seen || (surface === 'messages' && wanted === 429 && seen === 529);
}

function brokenDifferences(law: BrokenLaw, seen: Seen, { said, surface }: LawContext): readonly string[] {
  const codes = typeof law.code === 'string' ? [law.code] : law.code;
  const isPart =
    law.text === undefined
      ? Object.values(said).some((text) => text?.startsWith(seen.text) === true)
      : seen.text === law.text;
  return [
    ...(isPart ? [] : [`the text so far is no part of the vendor's: ${excerpt(seen.text)}`]),
    ...(surface === 'target' || codes.includes(seen.code ?? '')
      ? []
      : [`the error is ${String(seen.code)} instead of ${codes.join(' or ')}`]),
  ];
}

function upstreamDifferences(law: Law, seen: Seen): readonly string[] {
  const asked = Object.entries(law.asked ?? {}).flatMap(([vendor, range]) => {
    const count = seen.asked[vendor as Vendor];
    return isWithin(count, range) ? [] : [`${vendor} was asked ${count} times instead of ${told(range)}`];
  });
  const attempts =
    law.attempts === undefined || seen.attempts === undefined || isWithin(seen.attempts, law.attempts)
      ? []
      : [`${seen.attempts} attempts are told instead of ${told(law.attempts)}`];
  const elapsed =
    law.elapsedMs === undefined || isWithin(seen.elapsedMs, law.elapsedMs)
      ? []
      : [`it took ${Math.round(seen.elapsedMs)} ms instead of ${told(law.elapsedMs)}`];
  return [...asked, ...attempts, ...elapsed];
}

export function isWithin(count: number, range: Range): boolean {
  return typeof range === 'number' ? count === range : count >= range.min && count <= range.max;
}

export function told(range: Range): string {
  if (typeof range === 'number') return String(range);
  if (range.max === Number.POSITIVE_INFINITY) return `at least ${range.min}`;
  return range.min === 0 ? `at most ${range.max}` : `${range.min} to ${range.max}`;
}

function describeError({ status, code, message }: Seen): string {
  const parts = [status, code, message === undefined ? undefined : excerpt(message)];
  const known = parts.filter((part) => part !== undefined);
  return known.length === 0 ? '' : ` ${known.join(' ')}`;
}

function excerpt(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return JSON.stringify(line.length > 160 ? `${line.slice(0, 80)} … ${line.slice(-70)}` : line);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
