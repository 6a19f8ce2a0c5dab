import { ModelNotFoundError, ModelRetiredError, type ModelResolution } from '@reg/core';

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
}

/**
 * Reads an id, an alias, `provider/model`, `auto`, `auto:<category>`, or nothing at all, which means the default
 * model.
 *
 * @throws ModelNotFoundError when no provider serves a model of this name; it names near matches.
 * @throws ModelRetiredError when the vendor has withdrawn it; it names the successor.
 */
export function readRequestedModel(
  written: string | null | undefined,
  context: { readonly defaultModel: string; resolveModel(name: string): ModelResolution },
): RequestedModel {
  const isDefault = written === undefined || written === null || written.trim() === '';
  const name = isDefault ? context.defaultModel : written.trim();
  const auto = /^auto(?::(.*))?$/i.exec(name);
  if (auto !== null) {
    const category = auto[1]?.trim();
    return { name, isDefault, ...(category === undefined ? {} : { category }) };
  }
  const resolution = context.resolveModel(name);
  if (resolution.kind === 'retired') throw new ModelRetiredError(resolution.target, resolution.successor);
  if (resolution.kind === 'unknown') throw new ModelNotFoundError(name, resolution.nearMatches);
  return { name, isDefault, explicitTargets: resolution.targets };
}
