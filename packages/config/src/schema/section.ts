import { z } from 'zod';

const descriptions = new WeakMap<object, string>();

/** A group of settings, there even when nobody wrote it down. */
export function section<Shape extends z.ZodRawShape>(description: string, shape: Shape) {
  const group = z.strictObject(shape);
  descriptions.set(group, description);
  // Every member has a default or may be absent, which the type of a generic shape cannot say.
  return group.prefault({} as z.input<typeof group>);
}

/** What a group of settings is about. */
export function sectionDescription(schema: z.core.$ZodType): string | undefined {
  return descriptions.get(schema);
}
