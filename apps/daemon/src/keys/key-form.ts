import { isRecord } from '../http/field-check.js';

type Check = (value: unknown) => string | undefined;

const isMoney: Check = (value) =>
  typeof value === 'number' && Number.isFinite(value) && value > 0
    ? undefined
    : 'a number of US dollars, more than 0';
const isCount: Check = (value) =>
  Number.isSafeInteger(value) && (value as number) > 0 ? undefined : 'a whole number, 1 or more';
const isTime: Check = (value) =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value))
    ? undefined
    : 'a time, 2027-01-31T00:00:00.000Z';
const isBoolean: Check = (value) => (typeof value === 'boolean' ? undefined : 'true or false');
const fits =
  (pattern: RegExp, expected: string): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value) ? undefined : expected;

/** Names stand in logs and metrics. */
export const keyNameForm = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;
export const expectedKeyName =
  '1 to 64 letters, digits, dots, dashes, underscores or @, a letter or digit first';

const maxModels = 100;

const limitChecks: Readonly<Record<string, Check>> = {
  allowedModels: (value) =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= maxModels &&
    value.every((name) => typeof name === 'string' && name.trim() !== '')
      ? undefined
      : `a list of 1 to ${maxModels} names of models`,
  freeOnly: isBoolean,
  budgetUsdPerDay: isMoney,
  budgetUsdPerMonth: isMoney,
  requestsPerMinute: isCount,
  tokensPerMinute: isCount,
};

const required: Readonly<Record<string, Check>> = {
  id: fits(/^[0-9a-f]{12}$/, '12 hex digits'),
  name: fits(keyNameForm, expectedKeyName),
  hash: fits(/^[0-9a-f]{64}$/, 'a SHA-256 digest in hex'),
  admin: isBoolean,
  limits: (value) => (isRecord(value) ? undefined : 'an object'),
  createdAt: isTime,
};

const optional: Readonly<Record<string, Check>> = { expiresAt: isTime, revokedAt: isTime };

/** One thing that is wrong with a key, and what it should be. */
export interface KeyFormProblem {
  readonly field: string;
  readonly expected: string;
}

/** Everything that is wrong with one entry of the key file. A field that is unknown is: it may be a lost limit. */
export function keyFormProblems(entry: unknown): readonly KeyFormProblem[] {
  if (!isRecord(entry)) return [{ field: '', expected: 'an object' }];
  const missing = Object.keys(required).filter((field) => entry[field] === undefined);
  return [
    ...missing.map((field) => ({ field, expected: required[field]?.(undefined) ?? 'a value' })),
    ...problemsIn(entry, { ...required, ...optional }, ''),
    ...(isRecord(entry['limits']) ? limitProblems(entry['limits'], 'limits.') : []),
  ];
}

/** Everything that is wrong with the limits of a key. */
export function limitProblems(
  limits: Readonly<Record<string, unknown>>,
  prefix = '',
): readonly KeyFormProblem[] {
  return problemsIn(limits, limitChecks, prefix);
}

function problemsIn(
  fields: Readonly<Record<string, unknown>>,
  checks: Readonly<Record<string, Check>>,
  prefix: string,
): readonly KeyFormProblem[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    const expected = check === undefined ? `one of ${Object.keys(checks).join(', ')}` : check(value);
    return expected === undefined ? [] : [{ field: `${prefix}${name}`, expected }];
  });
}
