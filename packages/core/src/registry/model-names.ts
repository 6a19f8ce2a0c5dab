import type { ModelDescriptor } from '../ports/model-descriptor.js';

/** Whether `name` means this model: its id or one of its aliases, in any case. */
export function isNameOf(model: ModelDescriptor, name: string): boolean {
  const wanted = name.trim().toLowerCase();
  return model.id.toLowerCase() === wanted || model.aliases.some((alias) => alias.toLowerCase() === wanted);
}

/** The model of a provider that a name means, with or without the provider in front. An exact id wins. */
export function modelNamed(
  { id, models }: { readonly id: string; readonly models: readonly ModelDescriptor[] },
  name: string,
): ModelDescriptor | undefined {
  const bare = name.toLowerCase().startsWith(`${id.toLowerCase()}/`) ? name.slice(id.length + 1) : name;
  return models.find((model) => model.id === bare) ?? models.find((model) => isNameOf(model, bare));
}
