import * as z from 'zod';
import { configSchema } from './config-schema.js';
import { sectionDescription } from './section.js';
import { settingFacts, type SettingFacts } from './setting.js';

/** The schema as a tree of what can be set. */
export type SettingNode = SectionNode | CollectionNode | SettingLeaf;

/** Settings under fixed names. */
export interface SectionNode {
  readonly kind: 'section';
  readonly description?: string;
  readonly children: ReadonlyMap<string, SettingNode>;
}

/** The same settings once under each name that the operator chooses. */
export interface CollectionNode {
  readonly kind: 'collection';
  readonly names: z.ZodType;
  readonly child: SettingNode;
}

export interface SettingLeaf {
  readonly kind: 'setting';
  readonly schema: z.ZodType;
  readonly facts: SettingFacts;
}

let tree: SectionNode | undefined;

/** The tree of all settings, read off the schema. */
export function settingTree(): SectionNode {
  if (tree !== undefined) return tree;
  const root = nodeOf(configSchema());
  if (root.kind !== 'section') throw new TypeError('The schema of the configuration is not an object.');
  tree = root;
  return tree;
}

function nodeOf(schema: z.ZodType): SettingNode {
  const facts = settingFacts(schema);
  if (facts !== undefined) return { kind: 'setting', schema, facts };
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return nodeOf(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodRecord)
    return {
      kind: 'collection',
      names: schema.keyType as z.ZodType,
      child: nodeOf(schema.valueType as z.ZodType),
    };
  if (schema instanceof z.ZodObject) {
    const shape = schema.shape as Readonly<Record<string, z.ZodType>>;
    const description = sectionDescription(schema);
    return {
      kind: 'section',
      ...(description === undefined ? {} : { description }),
      children: new Map(Object.entries(shape).map(([name, child]) => [name, nodeOf(child)])),
    };
  }
  throw new TypeError('A schema of the configuration is neither a group nor a setting.');
}
