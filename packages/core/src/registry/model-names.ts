import type { ModelDescriptor } from '../ports/model-descriptor.js';

/** Whether `name` means this model: its id or one of its aliases, in any case. */
export function isNameOf(model: ModelDescriptor, name: string): boolean {
  const wanted = name.trim().toLowerCase();
  return model.id.toLowerCase() === wanted || model.aliases.some((alias) => alias.toLowerCase() === wanted);
}

/** Whether `name` means this model of this provider, with or without the provider in front. */
export function isNameAt(provider: string, model: ModelDescriptor, name: string): boolean {
  // Ids have slashes of their own at some vendors, so the name as it is counts too.
  return isNameOf(model, name) || isNameOf(model, withoutProvider(provider, name));
}

/** The model of a provider that a name means, with or without the provider in front. An exact id wins. */
export function modelNamed(
  { id, models }: { readonly id: string; readonly models: readonly ModelDescriptor[] },
  name: string,
): ModelDescriptor | undefined {
  const bare = withoutProvider(id, name);
  return models.find((model) => model.id === bare) ?? models.find((model) => isNameOf(model, bare));
}

function withoutProvider(provider: string, name: string): string {
  const wanted = name.trim();
  return wanted.toLowerCase().startsWith(`${provider.toLowerCase()}/`)
    ? wanted.slice(provider.length + 1)
    : wanted;
}
