import type * as z from 'zod';
import type { Form } from './form.js';

/** A variable that gives a setting. Names with `<ID>` exist once for each provider. */
export interface Variable {
  readonly name: string;
  /** The variable counts seconds where the setting counts milliseconds. */
  readonly inSeconds?: boolean;
  /** The variable holds one item of a list and may itself contain commas. */
  readonly oneItem?: boolean;
  /** For a variable that is simpler than its setting. */
  readonly read?: (text: string) => unknown;
}

/** What is known of a setting beyond its type. */
export interface SettingFacts {
  readonly form: Form;
  readonly description: string;
  /** The documented name first. All but those with `oneItem` are names for the same thing. */
  readonly variables: readonly Variable[];
  /** Other variables for providers of these names. */
  readonly variablesOf: Readonly<Record<string, readonly Variable[]>>;
  readonly unit?: string;
  readonly default?: unknown;
  /** In words, where the default depends on something. */
  readonly defaultText?: string;
}

export interface SettingOptions {
  readonly description: string;
  readonly env?: readonly (string | Variable)[];
  readonly envOf?: Readonly<Record<string, readonly (string | Variable)[]>>;
  readonly unit?: string;
  readonly defaultText?: string;
}

const factsOf = new WeakMap<object, SettingFacts>();

/** The facts of a setting's schema; absent for schemas that are no setting. */
export function settingFacts(schema: z.core.$ZodType): SettingFacts | undefined {
  return factsOf.get(schema);
}

/** A setting that always has a value. */
export function setting<Schema extends z.ZodType>(
  form: Form<Schema>,
  value: z.util.NoUndefined<z.output<Schema>>,
  options: SettingOptions,
): z.ZodDefault<Schema> {
  return remember(form.schema.default(value), { ...factsFrom(form, options), default: value });
}

/** A setting that may be absent. */
export function optionalSetting<Schema extends z.ZodType>(
  form: Form<Schema>,
  options: SettingOptions,
): z.ZodExactOptional<Schema> {
  return remember(form.schema.exactOptional(), factsFrom(form, options));
}

function remember<Schema extends object>(schema: Schema, facts: SettingFacts): Schema {
  factsOf.set(schema, facts);
  return schema;
}

function factsFrom(form: Form, options: SettingOptions): SettingFacts {
  const { description, env = [], envOf = {}, unit, defaultText } = options;
  return {
    form,
    description,
    variables: env.map(asVariable),
    variablesOf: Object.fromEntries(Object.entries(envOf).map(([id, names]) => [id, names.map(asVariable)])),
    ...(unit === undefined ? {} : { unit }),
    ...(defaultText === undefined ? {} : { defaultText }),
  };
}

function asVariable(variable: string | Variable): Variable {
  return typeof variable === 'string' ? { name: variable } : variable;
}

/** A setting that has no default and no absence: its kind of endpoint, say. */
export function requiredSetting<Schema extends z.ZodType>(
  form: Form<Schema>,
  options: SettingOptions,
): Schema {
  return remember(form.schema, factsFrom(form, options));
}
