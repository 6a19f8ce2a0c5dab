import type { Random } from '@reg/core';
import { isRecord, numberOf, textOf, type JsonRecord } from '../json-value.js';

export interface SchemaSource {
  readonly random: Random;
  /** Values are taken from here where they fit: quoted words, names, numbers. */
  readonly prompt: string;
}

/** Deep enough for any sane schema, shallow enough for one that refers to itself. */
const maxDepth = 10;

/**
 * A value that fits a JSON Schema, the same for the same prompt and random. Covers what tool parameters and
 * response formats use: types, enum, const, default, properties, items, prefixItems, bounds, anyOf, oneOf, allOf,
 * local $ref and the common formats. Patterns are not solved.
 */
export function jsonFromSchema(schema: unknown, source: SchemaSource): unknown {
  return valueFor(schema, { ...source, root: schema, depth: 0, key: '' });
}

interface Place extends SchemaSource {
  readonly root: unknown;
  readonly depth: number;
  /** The property that is filled, for a value that can be read. */
  readonly key: string;
}

function valueFor(schema: unknown, place: Place): unknown {
  if (!isRecord(schema) || place.depth > maxDepth) return null;
  const deeper = { ...place, depth: place.depth + 1 };
  if (typeof schema['$ref'] === 'string') return valueFor(resolve(schema['$ref'], place.root), deeper);
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum'])) return chooseOption(schema['enum'], place);
  const { anyOf, oneOf, ...rest } = schema;
  const variants = anyOf ?? oneOf;
  if (Array.isArray(variants)) return valueFor({ ...rest, ...notNull(variants) }, deeper);
  if (Array.isArray(schema['allOf'])) return valueFor(mergeAll(schema, place.root), deeper);
  switch (typeName(schema)) {
    case 'object':
      return objectFor(schema, deeper);
    case 'array':
      return arrayFor(schema, deeper);
    case 'integer':
    case 'number':
      return numberFor(schema, place);
    case 'boolean':
      return !/\b(no|not|without|don't|false|off)\b/i.test(place.prompt);
    case 'null':
      return null;
    default:
      return stringFor(schema, place);
  }
}

function typeName(schema: JsonRecord): string {
  const declared = schema['type'];
  const type: unknown = Array.isArray(declared) ? declared.find((name) => name !== 'null') : declared;
  if (typeof type === 'string') return type;
  if (isRecord(schema['properties'])) return 'object';
  return 'items' in schema ? 'array' : 'string';
}

function resolve(reference: string, root: unknown): unknown {
  if (!reference.startsWith('#')) return {};
  let target = root;
  for (const step of reference.slice(1).split('/').filter(Boolean)) {
    const name = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
    target = isRecord(target) ? target[name] : undefined;
  }
  return target;
}

function notNull(variants: readonly unknown[]): JsonRecord {
  const records = variants.filter(isRecord);
  return records.find((variant) => variant['type'] !== 'null') ?? records[0] ?? {};
}

function mergeAll(schema: JsonRecord, root: unknown): JsonRecord {
  const parts = (schema['allOf'] as readonly unknown[])
    .map((part) => (isRecord(part) && typeof part['$ref'] === 'string' ? resolve(part['$ref'], root) : part))
    .filter(isRecord);
  const all = [schema, ...parts];
  return {
    ...Object.assign({}, ...all),
    properties: Object.assign({}, ...all.map((part) => part['properties'] ?? {})) as unknown,
    required: all.flatMap((part) => (Array.isArray(part['required']) ? (part['required'] as unknown[]) : [])),
    allOf: undefined,
  };
}

/** The option that the prompt names, otherwise one by chance. */
function chooseOption(options: readonly unknown[], place: Place): unknown {
  const prompt = place.prompt.toLowerCase();
  const named = options.find(
    (option) => typeof option === 'string' && option !== '' && prompt.includes(option.toLowerCase()),
  );
  return named ?? options[Math.floor(place.random() * options.length)];
}

function objectFor(schema: JsonRecord, place: Place): JsonRecord {
  const properties = isRecord(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required'])
    ? schema['required'].filter((name) => typeof name === 'string')
    : [];
  // Deep inside, optional properties are left out, which is what ends a schema that refers to itself.
  const names = place.depth > 4 ? required : [...new Set([...Object.keys(properties), ...required])];
  return Object.fromEntries(names.map((key) => [key, valueFor(properties[key] ?? {}, { ...place, key })]));
}

function arrayFor(schema: JsonRecord, place: Place): unknown[] {
  const tuple = Array.isArray(schema['prefixItems']) ? (schema['prefixItems'] as unknown[]) : [];
  const least = Math.min(100, numberOf(schema['minItems']) ?? 0);
  const most = numberOf(schema['maxItems']) ?? Infinity;
  const wanted = Math.min(most, Math.max(least, tuple.length, place.depth > 4 ? 0 : 1));
  return Array.from({ length: wanted }, (_, index) => valueFor(tuple[index] ?? schema['items'] ?? {}, place));
}

function numberFor(schema: JsonRecord, place: Place): number {
  const isInteger = typeName(schema) === 'integer';
  const step = numberOf(schema['multipleOf']) ?? (isInteger ? 1 : 0);
  const exclusiveStep = step === 0 ? 0.5 : step;
  const least = numberOf(schema['minimum']) ?? addTo(schema['exclusiveMinimum'], exclusiveStep) ?? -Infinity;
  const most = numberOf(schema['maximum']) ?? addTo(schema['exclusiveMaximum'], -exclusiveStep) ?? Infinity;
  const fits = (value: number) => value >= least && value <= most && (step === 0 || value % step === 0);
  const inPrompt = (place.prompt.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number).find(fits);
  if (inPrompt !== undefined) return inPrompt;
  const low = Number.isFinite(least) ? least : Math.min(0, most);
  const high = Number.isFinite(most) ? most : low + 100;
  const value = low + place.random() * (high - low);
  if (step === 0) return Math.round(value * 100) / 100 >= low ? Math.round(value * 100) / 100 : low;
  return Math.max(Math.ceil(low / step), Math.min(Math.floor(high / step), Math.round(value / step))) * step;
}

function addTo(value: unknown, step: number): number | undefined {
  const bound = numberOf(value);
  return bound === undefined ? undefined : bound + step;
}

const formats: Readonly<Record<string, string>> = {
  date: '2026-01-15',
  time: '12:30:00Z',
  'date-time': '2026-01-15T12:30:00Z',
  email: 'someone@example.com',
  uri: 'https://example.com/',
  uuid: '6f1c2f0e-7d3a-4b3c-9a51-2d9d0f6d7c11',
  ipv4: '192.0.2.1',
  hostname: 'example.com',
};

function stringFor(schema: JsonRecord, place: Place): string {
  const fixed = textOf(schema['default']) ?? formats[textOf(schema['format']) ?? ''];
  if (fixed !== undefined) return fixed;
  const value = subjectOf(place.prompt) ?? (place.key === '' ? 'value' : `some ${place.key}`);
  const least = Math.min(10_000, numberOf(schema['minLength']) ?? 0);
  return value.padEnd(least, '.').slice(0, numberOf(schema['maxLength']) ?? 200);
}

/** What the prompt is about: a quoted text, else what follows "in", "for", "of" or "about", else its last name. */
function subjectOf(prompt: string): string | undefined {
  const quoted = /["“'‘`「]([^"”'’`」\n]{1,100})["”'’`」]/u.exec(prompt)?.[1];
  const placed = /\b(?:in|for|of|about|at|to)\s+((?:\p{Lu}[\p{L}-]*)(?:\s+\p{Lu}[\p{L}-]*)*)/u.exec(
    prompt,
  )?.[1];
  const names = prompt.match(/(?<=\S\s)\p{Lu}[\p{L}-]+/gu);
  return quoted ?? placed ?? names?.at(-1) ?? (prompt.trim() === '' ? undefined : prompt.trim().slice(0, 80));
}
