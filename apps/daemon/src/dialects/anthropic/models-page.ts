import { InvalidRequestError } from '@reg/core';
import type { ModelRow } from '../../http/models-list.js';
import { modelInfoFrom, type Lifecycle, type ModelInfo } from './model-info.js';

export interface ModelsPage {
  readonly data: readonly ModelInfo[];
  readonly first_id: string | null;
  readonly last_id: string | null;
  /** Whether there are more in the direction in which the pages are read. */
  readonly has_more: boolean;
}

/** A query as it was parsed: a name that comes twice has an array. */
export type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

/** platform.claude.com/docs/en/api/models-list, 2026-11-23. */
const defaultLimit = 20;
const maxLimit = 1000;
const lifecycles: readonly string[] = ['active', 'deprecated', 'retired'] satisfies readonly Lifecycle[];

/**
 * One page of models, in their order: those after `after_id`, or before `before_id`, `limit` at most.
 *
 * @throws InvalidRequestError when the query is wrong, and for a cursor that is not in the list.
 */
export function modelsPage(rows: readonly ModelRow[], query: Query): ModelsPage {
  const problems = problemsOf(query);
  if (problems.length > 0) throw new InvalidRequestError(problems);
  const wanted = wantedLifecycles(query);
  const models = rows
    .map(modelInfoFrom)
    .filter(({ lifecycle }) => wanted.length === 0 || wanted.includes(lifecycle));
  const { after_id: after, before_id: before, limit = defaultLimit } = query;
  const count = Number(limit);
  const begin = after === undefined ? 0 : placeOf(models, 'after_id', after) + 1;
  const end = before === undefined ? models.length : placeOf(models, 'before_id', before);
  const backwards = before !== undefined;
  const data = backwards
    ? models.slice(Math.max(begin, end - count), end)
    : models.slice(begin, begin + count);
  return {
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: end - begin > count,
  };
}

function problemsOf(query: Query) {
  const { after_id: after, before_id: before, limit } = query;
  const problems: { readonly parameter: string; readonly message: string }[] = [];
  const check = (holds: boolean, parameter: string, message: string): void => {
    if (!holds) problems.push({ parameter, message });
  };
  const isCount = typeof limit === 'string' && /^\d{1,4}$/.test(limit);
  check(
    limit === undefined || (isCount && Number(limit) >= 1 && Number(limit) <= maxLimit),
    'limit',
    `must be a whole number from 1 to ${maxLimit}`,
  );
  check(after === undefined || before === undefined, 'before_id', 'excludes after_id');
  const unknown = wantedLifecycles(query).filter((name) => !lifecycles.includes(name));
  check(unknown.length === 0, 'lifecycle', `must be of ${lifecycles.join(', ')}`);
  return problems;
}

/** The clients spell a list `lifecycle[]=a&lifecycle[]=b`. */
function wantedLifecycles(query: Query): readonly string[] {
  return [query['lifecycle'] ?? [], query['lifecycle[]'] ?? []].flat();
}

function placeOf(models: readonly ModelInfo[], parameter: string, id: string | readonly string[]): number {
  const place = models.findIndex((model) => model.id === id);
  if (place === -1) {
    const message = 'is not in the list, or no longer: begin again without it';
    throw new InvalidRequestError([{ parameter, message }]);
  }
  return place;
}
