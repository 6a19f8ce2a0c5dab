import { defaultCustomModel } from '../built-in.js';
import type { SettingLeaf, SettingNode } from '../schema/setting-tree.js';
import type { Assignment } from './assignment.js';
import type { Member } from './tree-source.js';

/** By path, the first assignment of each setting: they come strongest first. */
export function strongest(assignments: readonly Assignment[]): ReadonlyMap<string, Assignment> {
  const byPath = new Map<string, Assignment>();
  for (const assignment of assignments) {
    const key = assignment.path.join('.');
    if (!byPath.has(key)) byPath.set(key, assignment);
  }
  return byPath;
}

/** The names in each collection, by the collection's path, each once. */
export function membersByCollection(all: readonly Member[]): ReadonlyMap<string, readonly string[]> {
  const members = new Map<string, string[]>();
  for (const { path } of all) {
    const collection = path.slice(0, -1).join('.');
    const names = members.get(collection) ?? [];
    const name = path.at(-1);
    if (name !== undefined && !names.includes(name)) names.push(name);
    members.set(collection, names);
  }
  return members;
}

/**
 * An endpoint of one's own whose models nobody described serves those that the operator names elsewhere, so that
 * a URL and a model name are enough.
 */
export function impliedModels(
  settings: ReadonlyMap<string, Assignment>,
  providers: readonly string[],
  schema: SettingNode,
): readonly Assignment[] {
  return providers.flatMap((id) => {
    const valueOf = (name: string) => settings.get(`providers.${id}.${name}`)?.value;
    if (valueOf('type') !== 'openai-compatible' || valueOf('models') !== undefined) return [];
    const named = [valueOf('preferredModels'), valueOf('allowedModels')].flatMap(textList);
    const ids = named.length === 0 && id === 'custom' ? [defaultCustomModel] : uniqueNames(named);
    const path = ['providers', id, 'models'];
    const leaf = leafAt(schema, path);
    if (ids.length === 0 || leaf === undefined) return [];
    const value = ids.map((model) => ({ id: model }));
    return [{ path, leaf, value, source: 'default', name: path.join('.'), explained: 'default' }];
  });
}

function textList(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function uniqueNames(names: readonly string[]): readonly string[] {
  const byLowerCase = new Map(names.toReversed().map((name) => [name.toLowerCase(), name]));
  return [...byLowerCase.values()].toReversed();
}

function leafAt(schema: SettingNode, path: readonly string[]): SettingLeaf | undefined {
  let node: SettingNode | undefined = schema;
  for (const name of path) {
    if (node?.kind === 'section') node = node.children.get(name);
    else if (node?.kind === 'collection') node = node.child;
  }
  return node?.kind === 'setting' ? node : undefined;
}
