import { isRecord, type JsonRecord } from '../json-value.js';

/** Wherever a model is listed by name, any text will do. */
export function anyModel(value: Record<string, JsonRecord>): Record<string, unknown> {
  return mapRecords(value, (record, key) =>
    key === 'model' && Array.isArray(record['enum']) ? { type: 'string' } : record,
  ) as Record<string, unknown>;
}

/** Changes every object inside a value, the innermost first. */
export function mapRecords(
  value: unknown,
  change: (record: JsonRecord, key: string) => JsonRecord,
  key = '',
): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => mapRecords(item, change));
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).map(
    ([name, item]) => [name, mapRecords(item, change, name)] as const,
  );
  return change(Object.fromEntries(entries), key);
}
