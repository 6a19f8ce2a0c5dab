import { isRecord, type JsonRecord } from '../json-value.js';

/**
 * The rules of Moonshot's subset of JSON Schema ("MFJS", platform.kimi.ai, 2026-09) that a strict schema must keep:
 * the root is an object, every nested schema has a type, no type beside anyOf, no tuple `items`, no `$ref`.
 * Says the first that is broken.
 */
export function mfjsProblem(schema: unknown): string | undefined {
  if (!isRecord(schema)) return 'schema must be an object';
  if (schema['type'] !== 'object') return "root schema must have type 'object'";
  return nestedProblem(schema, 'root', 0);
}

const maxDepth = 32;

function nestedProblem(schema: unknown, place: string, depth: number): string | undefined {
  if (!isRecord(schema) || depth > maxDepth) return `${place} must be an object schema`;
  if ('$ref' in schema) return `${place}: $ref is not supported, inline it`;
  if (Array.isArray(schema['anyOf'])) {
    if ('type' in schema) return `${place}: type must not be set beside anyOf`;
    return firstProblem(schema['anyOf'], (variant, index) =>
      nestedProblem(variant, `${place}.anyOf[${index}]`, depth + 1),
    );
  }
  if (schema['type'] === undefined) return `${place}: type is required`;
  return propertiesProblem(schema, place, depth) ?? itemsProblem(schema, place, depth);
}

function propertiesProblem(schema: JsonRecord, place: string, depth: number): string | undefined {
  const properties = isRecord(schema['properties']) ? Object.entries(schema['properties']) : [];
  return firstProblem(properties, ([name, nested]) => nestedProblem(nested, `${place}.${name}`, depth + 1));
}

function itemsProblem(schema: JsonRecord, place: string, depth: number): string | undefined {
  const { items } = schema;
  if (items === undefined) return undefined;
  return Array.isArray(items)
    ? `${place}: items must be one schema, use prefixItems`
    : nestedProblem(items, `${place}[]`, depth + 1);
}

function firstProblem<T>(
  values: readonly T[],
  check: (value: T, index: number) => string | undefined,
): string | undefined {
  for (const [index, value] of values.entries()) {
    const problem = check(value, index);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
