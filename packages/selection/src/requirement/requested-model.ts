import { ModelNotFoundError, ModelRetiredError, type ModelMapping, type ModelResolution } from '@reg/core';
import type { MapModel } from './model-map.js';

/** What the `model` of a request means. */
export interface RequestedModel {
  /** As written, or the default where nothing was written. */
  readonly name: string;
  /** In priority order; absent when the caller left the choice to reg. */
  readonly explicitTargets?: readonly string[];
  /** From `auto:<category>`. */
  readonly category?: string;
  /** Nobody named it: it stands for a request without a model. */
  readonly isDefault: boolean;
  /** Nobody serves it, and this is what stands for it. */
  readonly mapping?: ModelMapping;
}

/** What names mean at present. */
export interface NameContext {
  /** Stands for a request without a model. */
  readonly defaultModel: string;
  resolveModel(name: string): ModelResolution;
  /** Asked only about names that nobody serves. Absent: nothing is mapped. */
  readonly mapModel?: MapModel | undefined;
  readonly policy: { readonly categories: Readonly<Record<string, unknown>> };
}

type Meaning = Pick<RequestedModel, 'explicitTargets' | 'category'>;

/**
 * Reads an id, an alias, `provider/model`, `auto`, `auto:<category>`, or nothing at all, which means the default
 * model. A name that nobody serves may be mapped to one of those, once: what it is mapped to is not mapped again.
 *
 * @throws ModelNotFoundError when no provider serves a model of this name; it names near matches.
 * @throws ModelRetiredError when the vendor has withdrawn it; it names the successor.
 */
export function readRequestedModel(written: string | null | undefined, context: NameContext): RequestedModel {
  const isDefault = written === undefined || written === null || written.trim() === '';
  const name = isDefault ? context.defaultModel : written.trim();
  const auto = readAuto(name);
  if (auto !== undefined) return { name, isDefault, ...auto };
  const resolution = context.resolveModel(name);
  if (resolution.kind === 'found') return { name, isDefault, explicitTargets: resolution.targets };
  const mapping = context.mapModel?.(name);
  if (mapping === undefined) throw notServed(resolution, name);
  return { name, isDefault, mapping, ...readTarget(mapping.to, name, context) };
}

function readAuto(name: string): Meaning | undefined {
  const auto = /^auto(?::(.*))?$/i.exec(name);
  if (auto === null) return undefined;
  const category = auto[1]?.trim();
  return category === undefined ? {} : { category };
}

/** A model of a category's name is stronger than the category, as everywhere. */
function readTarget(target: string, mappedFrom: string, context: NameContext): Meaning {
  const auto = readAuto(target);
  if (auto !== undefined) return auto;
  const resolution = context.resolveModel(target);
  if (resolution.kind === 'found') return { explicitTargets: resolution.targets };
  if (Object.hasOwn(context.policy.categories, target)) return { category: target };
  throw notServed(resolution, target, mappedFrom);
}

function notServed(
  resolution: Exclude<ModelResolution, { readonly kind: 'found' }>,
  name: string,
  mappedFrom?: string,
): Error {
  return resolution.kind === 'retired'
    ? new ModelRetiredError(resolution.target, resolution.successor, mappedFrom)
    : new ModelNotFoundError(name, resolution.nearMatches, mappedFrom);
}
