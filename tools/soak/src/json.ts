/** A JSON object of unknown content. */
export type Json = Readonly<Record<string, unknown>>;

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function jsonIn(json: Json, field: string): Json | undefined {
  const value = json[field];
  return isJson(value) ? value : undefined;
}

export function listIn(json: Json, field: string): readonly Json[] {
  const value = json[field];
  return Array.isArray(value) ? value.filter(isJson) : [];
}

export function textIn(json: Json, field: string): string | undefined {
  const value = json[field];
  return typeof value === 'string' ? value : undefined;
}
