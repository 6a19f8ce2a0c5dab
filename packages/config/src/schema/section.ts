import * as z from 'zod';

const descriptions = new WeakMap<object, string>();

/** A group of settings, there even when nobody wrote it down. */
export function section<Shape extends z.ZodRawShape>(description: string, shape: Shape) {
  const group = describeGroup(description, z.strictObject(shape));
  // Every member has a default or may be absent, which the type of a generic shape cannot say.
  return group.prefault({} as z.input<typeof group>);
}

/** Says what a group of settings is about that exists once under each name of a collection. */
export function describeGroup<Group extends z.ZodObject>(description: string, group: Group): Group {
  descriptions.set(group, description);
  return group;
}

/** What a group of settings is about. */
export function sectionDescription(schema: z.core.$ZodType): string | undefined {
  return descriptions.get(schema);
}
