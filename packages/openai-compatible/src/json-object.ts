/** A JSON object of unknown content, as vendors send them. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object: no array and not null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The fields that `keeps` says yes to. It runs for each request, so no list of pairs is made on the way. */
export function fieldsWhere(
  fields: JsonObject,
  keeps: (name: string, value: unknown) => boolean,
): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    if (keeps(name, value)) setOwn(kept, name, value);
  }
  return kept;
}

/**
 * Adds to `own` those of `others` that have a value, and answers it: null says "not set" as well as leaving out does.
 */
export function addPresent(own: Record<string, unknown>, others: JsonObject): Record<string, unknown> {
  for (const name of Object.keys(others)) {
    const value = others[name];
    if (value !== undefined && value !== null) setOwn(own, name, value);
  }
  return own;
}

function setOwn(fields: Record<string, unknown>, name: string, value: unknown): void {
  // Assigning it would set the prototype.
  if (name === '__proto__')
    Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true });
  else fields[name] = value;
}
