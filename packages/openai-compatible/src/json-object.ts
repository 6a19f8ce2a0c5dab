/** A JSON object of unknown content, as vendors send them. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object: no array and not null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
