/** One thing that is wrong with a request or its options. */
export interface Problem {
  readonly parameter: string;
  readonly message: string;
}

/** Longest deadline, milliseconds: a day. Timers beyond 24.8 days would fire at once. */
const maxDeadlineMs = 86_400_000;
/** More than all providers together have; the list is looked through for each candidate. */
const maxAllowedModels = 1000;

type Check = (value: unknown) => string | undefined;

const isBoolean: Check = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false');
const isPlainObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isDelay = (value: unknown): boolean =>
  typeof value === 'number' && value >= 0 && value <= maxDeadlineMs;

const optionChecks: Readonly<Record<string, Check>> = {
  category: (value) =>
    typeof value === 'string' && value !== '' ? undefined : 'must be the name of a category',
  freeOnly: isBoolean,
  maxCostUsd: (value) =>
    typeof value === 'number' && Number.isFinite(value) && value >= 0
      ? undefined
      : 'must be a number of US dollars, 0 or more',
  allowFallback: isBoolean,
  allowedModels: (value) =>
    Array.isArray(value) &&
    value.length <= maxAllowedModels &&
    value.every((name) => typeof name === 'string' && name.trim() !== '')
      ? undefined
      : `must be a list of at most ${maxAllowedModels} names of models`,
  deadlineMs: (value) =>
    typeof value === 'number' && value > 0 && value <= maxDeadlineMs
      ? undefined
      : `must be a number of milliseconds, more than 0 and at most ${maxDeadlineMs}`,
  hints: (value) => (isPlainObject(value) ? undefined : 'must be an object'),
  hedge: (value) =>
    typeof value === 'boolean' || (isPlainObject(value) && isDelay(value['afterMs']))
      ? undefined
      : 'must be true, false or { afterMs: milliseconds }',
  onStreamBreak: (value) =>
    value === 'error' || value === 'continue' ? undefined : 'must be "error" or "continue"',
  seed: (value) => (Number.isSafeInteger(value) ? undefined : 'must be a whole number'),
};

const hintChecks: Readonly<Record<string, Check>> = {
  vision: isBoolean,
  deepReasoning: isBoolean,
  longContext: isBoolean,
  estimatedTokens: (value) =>
    Number.isSafeInteger(value) && (value as number) >= 0 ? undefined : 'must be a whole number, 0 or more',
};

/** Fields of in-process options that are no route options but may stand beside them. */
export type Beside = readonly string[];

/**
 * Everything that is wrong with a value meant to be route options. Fields that are `undefined` count as absent;
 * unknown fields are problems, because a misspelled guarantee is no guarantee.
 */
export function routeOptionProblems(
  value: unknown,
  place: { readonly prefix: string; readonly beside?: Beside },
): readonly Problem[] {
  const { prefix, beside = [] } = place;
  if (!isPlainObject(value)) return [{ parameter: prefix.replace(/\.$/, ''), message: 'must be an object' }];
  const problems = fieldProblems(value, { checks: optionChecks, prefix, beside });
  if (!isPlainObject(value['hints'])) return problems;
  return [
    ...problems,
    ...fieldProblems(value['hints'], { checks: hintChecks, prefix: `${prefix}hints.`, beside: [] }),
  ];
}

function fieldProblems(
  value: Readonly<Record<string, unknown>>,
  rules: {
    readonly checks: Readonly<Record<string, Check>>;
    readonly prefix: string;
    readonly beside: Beside;
  },
): readonly Problem[] {
  const { checks, prefix, beside } = rules;
  const problems: Problem[] = [];
  for (const name of Object.keys(value)) {
    const field = value[name];
    if (field === undefined || beside.includes(name)) continue;
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    const message =
      check === undefined ? `is no option; there are ${Object.keys(checks).join(', ')}` : check(field);
    if (message !== undefined) problems.push({ parameter: `${prefix}${name}`, message });
  }
  return problems;
}
