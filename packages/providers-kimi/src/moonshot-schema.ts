import { isJsonObject } from '@reg/openai-compatible';
import type { JsonObject } from '@reg/openai-compatible';

/** Deeper or larger schemas are left to the vendor's lax check: a request must not cost unbounded time. */
const maxDepth = 32;
const maxNodes = 5000;

/**
 * A JSON Schema in the subset that Kimi checks strictly (MFJS; platform.kimi.ai, 2026-09): the root is an object,
 * every schema has a type, none beside `anyOf`, tuples are `prefixItems`, nothing is referred to. What generators
 * like pydantic and zod write says the same in other words, so it is rewritten; the meaning stays.
 *
 * Absent for what the subset cannot say: recursion, a schema of any type, several at once (`allOf`), a root that
 * is no object. The caller then asks for the lax check.
 */
export function toMoonshotSchema(schema: unknown): JsonObject | undefined {
  if (!isJsonObject(schema)) return undefined;
  const { $schema: _dialect, $defs, definitions, ...root } = schema;
  const named = { ...asObject(definitions), ...asObject($defs) };
  const isEmpty = Object.keys(root).length === 0;
  const rewriter = new SchemaRewriter(named);
  const written = isEmpty ? { type: 'object', properties: {} } : rewriter.rewrite(root, []);
  return written?.['type'] === 'object' ? written : undefined;
}

class SchemaRewriter {
  readonly #named: JsonObject;
  #nodes = 0;

  constructor(named: JsonObject) {
    this.#named = named;
  }

  /** @param open - the names that are being inlined, to notice recursion. */
  rewrite(schema: unknown, open: readonly string[], depth = 0): JsonObject | undefined {
    this.#nodes += 1;
    if (!isJsonObject(schema) || depth > maxDepth || this.#nodes > maxNodes) return undefined;
    const { $ref, allOf, oneOf, anyOf = oneOf, type, ...rest } = schema;
    if (typeof $ref === 'string') return this.#inline($ref, rest, { open, depth });
    if (Array.isArray(allOf)) {
      if (allOf.length !== 1 || !isJsonObject(allOf[0])) return undefined;
      return this.rewrite({ ...allOf[0], ...rest }, open, depth + 1);
    }
    const rewriteAll = (list: readonly unknown[]) =>
      every(list.map((one) => this.rewrite(one, open, depth + 1)));
    if (Array.isArray(anyOf)) {
      const variants = rewriteAll(anyOf);
      return variants === undefined ? undefined : { ...rest, anyOf: variants };
    }
    const own = type ?? inferredType(rest);
    if (own === undefined) return undefined;
    return this.#children({ type: own, ...rest }, { open, depth });
  }

  #inline(
    ref: string,
    beside: JsonObject,
    { open, depth }: { readonly open: readonly string[]; readonly depth: number },
  ): JsonObject | undefined {
    const name = /^#\/(?:\$defs|definitions)\/([^/]+)$/.exec(ref)?.[1];
    if (name === undefined || open.includes(name) || !Object.hasOwn(this.#named, name)) return undefined;
    const target = this.rewrite(this.#named[name], [...open, name], depth + 1);
    // What stands beside a reference describes this use of it.
    return target === undefined ? undefined : { ...target, ...beside };
  }

  #children(
    schema: JsonObject,
    { open, depth }: { readonly open: readonly string[]; readonly depth: number },
  ): JsonObject | undefined {
    const { properties, items, prefixItems, ...rest } = schema;
    const down = (child: unknown) => this.rewrite(child, open, depth + 1);
    const tuple = Array.isArray(items) ? items : prefixItems;
    const fields = isJsonObject(properties) ? Object.entries(properties) : [];
    const written = every(fields.map(([, child]) => down(child)));
    const places = Array.isArray(tuple) ? every(tuple.map(down)) : [];
    const item = items === undefined || Array.isArray(items) ? {} : down(items);
    if (written === undefined || places === undefined || item === undefined) return undefined;
    return {
      ...rest,
      ...(isJsonObject(properties)
        ? { properties: Object.fromEntries(fields.map(([name], at) => [name, written[at]])) }
        : {}),
      ...(Array.isArray(tuple) ? { prefixItems: places } : {}),
      ...(items === undefined || Array.isArray(items) ? {} : { items: item }),
    };
  }
}

/** The type that the other keywords leave no doubt about. */
function inferredType(schema: JsonObject): unknown {
  if ('properties' in schema) return 'object';
  if ('items' in schema || 'prefixItems' in schema) return 'array';
  const values = Array.isArray(schema['enum']) ? schema['enum'] : 'const' in schema ? [schema['const']] : [];
  const types = [...new Set(values.map(typeOf))];
  return types.length < 2 ? types[0] : types;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

function every<T>(list: readonly (T | undefined)[]): T[] | undefined {
  const known = list.filter((one) => one !== undefined);
  return known.length === list.length ? known : undefined;
}

function asObject(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}
