const blanked = '[redacted]';

/** Names of fields that hold a key, whatever its value: in what is logged, and one level below. */
const secretNames: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'x-api-key',
  'cookie',
  'apiKey',
  'apiKeys',
]);

type Fields = Readonly<Record<string, unknown>>;

/** What is logged, without what may be a key by its name. The same object comes back when there is no such field. */
export function blankSecretFields(fields: Fields): Record<string, unknown> {
  return blankAt(fields, 1);
}

function blankAt(fields: Fields, levelsBelow: number): Record<string, unknown> {
  let changed: Record<string, unknown> | undefined;
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    const shown = shownAs(name, value, levelsBelow);
    if (shown !== value) (changed ??= { ...fields })[name] = shown;
  }
  return changed ?? fields;
}

function shownAs(name: string, value: unknown, levelsBelow: number): unknown {
  if (value === undefined) return value;
  if (secretNames.has(name)) return blanked;
  return levelsBelow > 0 && isFields(value) ? blankAt(value, levelsBelow - 1) : value;
}

/** Errors and the like have a way of their own of being written. */
function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
