import * as z from 'zod';
import { splitList, type Form } from './form.js';
import { modelMapPresetNames, type ModelMapPreset } from './model-map-presets.js';

const maxEntries = 1000;
const maxNameLength = 512;

/** The table of names: `name=target` pairs in a variable, `{match, to}` rows in a file. */
export function modelMapForm() {
  return {
    schema: z
      .array(entrySchema(), 'must be a list of {match, to}, or name=target pairs in a variable')
      .max(maxEntries)
      .superRefine((entries, context) => {
        const seen = new Set<string>();
        entries.forEach(({ match }, index) => {
          const key = match.toLowerCase();
          if (seen.has(key))
            context.addIssue({ code: 'custom', path: [index], message: 'has a match that another row has' });
          seen.add(key);
        });
      }),
    expected:
      'a list of {match, to}: a name, with * for any letters, and a model, `provider/model`, `auto` or ' +
      '`auto:<category>` (in a variable name=target, comma-separated)',
    readText: readPairs,
    secret: false,
    lenient: false,
  } satisfies Form;
}

function entrySchema() {
  const name = () => z.string('must be a name').trim().min(1, 'is empty').max(maxNameLength);
  return z.strictObject(
    {
      match: name().refine((match) => !/^auto(:|$)/i.test(match), 'is a name that always means reg itself'),
      to: z
        .string('has no target; write name=target')
        .trim()
        .min(1, 'is empty')
        .max(maxNameLength)
        .refine((target) => !target.includes('*'), 'is a pattern, and one model must answer')
        .refine((target) => !/^auto:\s*$/i.test(target), 'names no category after `auto:`'),
    },
    'must be {match, to}',
  );
}

/** Model names have no `=` in them. What has none becomes a row without a target, which the schema refuses. */
function readPairs(text: string): unknown {
  const items = splitList(text);
  if (!Array.isArray(items)) return text;
  return items.map((item: string) => {
    const at = item.indexOf('=');
    return at === -1 ? { match: item } : { match: item.slice(0, at), to: item.slice(at + 1) };
  });
}

/** Names of presets, or one word for all of them or none. */
export function modelMapPresetsForm() {
  return {
    schema: z.array(z.enum(modelMapPresetNames)).max(100),
    expected: `a list of ${modelMapPresetNames.join(', ')} (comma-separated in a variable), or \`all\` or \`none\``,
    readText: readPresets,
    secret: false,
    lenient: true,
  } satisfies Form;
}

function readPresets(text: string): unknown {
  const word = text.trim().toLowerCase();
  if (word === 'all') return modelMapPresetNames;
  return word === 'none' ? ([] satisfies readonly ModelMapPreset[]) : splitList(word);
}
