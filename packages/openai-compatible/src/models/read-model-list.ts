import type { ListedModel } from '@reg/core';
import { isJsonObject, type JsonObject } from '../json-object.js';

/** No vendor lists as many; the rest is left out. */
const maxListedModels = 10_000;

/**
 * The rows of a `GET /models`: OpenAI's `{data: []}`, a bare list, or `{models: []}`. Window and abilities are read
 * where Kimi (`context_length`, `supports_…`), vLLM (`max_model_len`) and llama.cpp (`meta.n_ctx`) put them. Rows
 * without an id are left out. `undefined` when it is no model list at all.
 */
export function readModelList(json: unknown): readonly ListedModel[] | undefined {
  const listed = Array.isArray(json)
    ? json
    : isJsonObject(json)
      ? (json['data'] ?? json['models'])
      : undefined;
  if (!Array.isArray(listed)) return undefined;
  return listed
    .slice(0, maxListedModels)
    .filter(isJsonObject)
    .map(readRow)
    .filter((row) => row !== undefined);
}

function readRow(row: JsonObject): ListedModel | undefined {
  const id = row['id'] ?? row['name'];
  if (typeof id !== 'string' || id === '') return undefined;
  const meta = isJsonObject(row['meta']) ? row['meta'] : {};
  const contextWindow = [
    row['context_length'],
    row['max_model_len'],
    row['context_window'],
    meta['n_ctx'],
  ].find(isCount);
  const { created, supports_image_in: vision, supports_reasoning: reasoning } = row;
  return {
    id,
    ...(isCount(created) ? { created: Math.floor(created) } : {}),
    ...(contextWindow === undefined ? {} : { contextWindow }),
    ...(typeof vision === 'boolean' ? { vision } : {}),
    ...(typeof reasoning === 'boolean' ? { reasoning } : {}),
  };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}
