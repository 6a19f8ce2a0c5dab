import * as z from 'zod';
import { configSchema } from './schema/config-schema.js';
import { sectionDescription } from './schema/section.js';
import { settingFacts } from './schema/setting.js';

/** JSON Schema (draft 2020-12) of the config file, for editors. */
export function configJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(configSchema(), {
    target: 'draft-2020-12',
    io: 'input',
    // Keys may be text or `Secret`; the forms say what of that can stand in a file.
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const facts = settingFacts(zodSchema);
      if (facts !== undefined) {
        Object.assign(jsonSchema, facts.form.jsonSchema);
        jsonSchema.description = [facts.description, facts.unit && `Unit: ${facts.unit}.`]
          .filter(Boolean)
          .join(' ');
      }
      const about = sectionDescription(zodSchema);
      if (about !== undefined) jsonSchema.description = about;
      // What a setting needs may come from a variable, so the file alone never has to have it.
      if (zodSchema instanceof z.ZodObject && isGroupOfSettings(zodSchema)) delete jsonSchema.required;
    },
  });
  return {
    $schema,
    title: 'Configuration of reg',
    ...schema,
    properties: { $schema: { type: 'string' }, ...schema.properties },
  };
}

function isGroupOfSettings(schema: z.ZodObject): boolean {
  return Object.values(schema.shape).some((member) => settingFacts(member) !== undefined);
}
