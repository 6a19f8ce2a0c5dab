import type { ModelDescriptor } from '@reg/core';

/** A model and the names under which an operator may write of it. */
export interface NamedModel {
  /** `provider/model`; absent where only the model is known. */
  readonly target?: string;
  readonly model: Pick<ModelDescriptor, 'id' | 'aliases'>;
}

/** A name as it is compared everywhere: without case and outer spaces. */
export function foldName(name: string): string {
  return name.trim().toLowerCase();
}

/** The folded names of a model, the most specific first: target, id, aliases. */
export function namesOf({ target, model }: NamedModel): readonly string[] {
  const names = target === undefined ? [model.id] : [target, model.id];
  return [...names, ...model.aliases].map(foldName);
}

/** Whether `name` means this model, in any case. */
export function isNamed(subject: NamedModel, name: string): boolean {
  return namesOf(subject).includes(foldName(name));
}
