import * as z from 'zod';
import { Secret } from '../secret.js';

/** How one kind of value is checked, how it is read from text, and how it is described to people. */
export interface Form<Schema extends z.ZodType = z.ZodType> {
  readonly schema: Schema;
  /** Completes the sentence "expected …". */
  readonly expected: string;
  /** The value that a variable's text means. Text that means none is handed back, and the schema refuses it. */
  readText(text: string): unknown;
  /** Never shown, not even when it is malformed. */
  readonly secret: boolean;
  /** Text in a config file is read like a variable's: `yes` for a flag. */
  readonly lenient: boolean;
  /** The shape for editors where zod cannot tell it. */
  readonly jsonSchema?: Readonly<Record<string, unknown>>;
}

/**
 * What is built once however often it is asked for. Zod takes some 15 us for each of its objects, a range has seven of
 * them, and the daemon's start waits for all.
 */
const built = new Map<string, unknown>();

function once<Value>(name: string, build: () => Value): Value {
  if (!built.has(name)) built.set(name, build());
  return built.get(name) as Value;
}

const plain = { secret: false, lenient: false } as const;
const words = new Map([
  ...['true', '1', 'yes', 'on'].map((word) => [word, true] as const),
  ...['false', '0', 'no', 'off'].map((word) => [word, false] as const),
]);

export function flag(): Form<z.ZodBoolean> {
  return {
    ...plain,
    schema: once('flag', () => z.boolean()),
    expected: 'true or false (also 1/0, yes/no, on/off)',
    readText: (text) => words.get(text.toLowerCase()) ?? text,
    lenient: true,
  };
}

/** A finite decimal number: no hexadecimal, no `Infinity`, no stray letters. */
function readNumber(text: string): unknown {
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : text;
}

export function wholeNumber(range: { readonly min: number; readonly max: number }): Form<z.ZodNumber> {
  return {
    ...plain,
    schema: once(`whole number, ${range.min} to ${range.max}`, () =>
      z.number().int().min(range.min).max(range.max),
    ),
    expected: `a whole number from ${String(range.min)} to ${String(range.max)}`,
    readText: readNumber,
  };
}

export function decimal(range: { readonly min: number; readonly max: number }): Form<z.ZodNumber> {
  return {
    ...plain,
    schema: once(`number, ${range.min} to ${range.max}`, () => z.number().min(range.min).max(range.max)),
    expected: `a number from ${String(range.min)} to ${String(range.max)}`,
    readText: readNumber,
  };
}

export function text(expected: string): Form<z.ZodString> {
  return {
    ...plain,
    schema: z.string().trim().min(1).max(4096),
    expected,
    readText: (value) => value,
  };
}

export function choice<const Option extends string>(options: readonly Option[]) {
  return {
    ...plain,
    schema: z.enum(options),
    expected: `one of ${options.join(', ')}`,
    readText: (value: string) => value.toLowerCase(),
    lenient: true,
  } satisfies Form;
}

/** Comma-separated in a variable. A list of nothing but commas means nothing, so it is refused. */
export function splitList(value: string): unknown {
  const items = value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  return items.length === 0 ? value : items;
}

export function list(of: string) {
  return {
    ...plain,
    schema: once('list', () => z.array(z.string().trim().min(1).max(512)).max(10_000)),
    expected: `a list of ${of} (comma-separated in a variable)`,
    readText: splitList,
  } satisfies Form;
}

/** Provider names in any case; `KIMI_CHINA` means `kimi-china`. */
export function providerNames() {
  return {
    ...plain,
    schema: z.array(z.string().trim().min(1).max(512).overwrite(providerNameOf)).max(1000),
    expected: 'a list of provider names (comma-separated in a variable, any case)',
    readText: splitList,
  } satisfies Form;
}

function providerNameOf(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

/** Credentials, query and fragment are refused: they would be printed wherever the URL is. */
export function webAddress() {
  return {
    ...plain,
    schema: z
      .string()
      .trim()
      .max(2048)
      .refine(isPlainHttpUrl)
      .overwrite((url) => url.replace(/\/+$/, '')),
    expected: 'an http or https URL without user, password, query or fragment',
    readText: (value: string) => value,
    jsonSchema: { type: 'string', format: 'uri' },
  } satisfies Form;
}

function isPlainHttpUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  return (
    (url.protocol === 'http:' || url.protocol === 'https:') &&
    url.username === '' &&
    url.password === '' &&
    url.search === '' &&
    url.hash === '' &&
    !/[\s?#@]/.test(value)
  );
}

/** A key as text or as `Secret`; always a `Secret` in the result. */
function secretSchema() {
  return z
    .custom<Secret | string>(
      (value) => (typeof value === 'string' || value instanceof Secret) && reveal(value).trim() !== '',
      'must be text that is not empty',
    )
    .transform((value) => new Secret(reveal(value).trim()));
}

function reveal(value: Secret | string): string {
  return typeof value === 'string' ? value : value.reveal();
}

export function secrets(of: string) {
  return {
    ...plain,
    secret: true,
    schema: z.array(secretSchema()).max(1000),
    expected: `a list of ${of} (comma-separated in a variable)`,
    readText: splitList,
    jsonSchema: { type: 'array', items: { type: 'string', minLength: 1 } },
  } satisfies Form;
}

export function headers() {
  return {
    ...plain,
    secret: true,
    schema: z.record(
      z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}$/, 'is not an HTTP header name'),
      secretSchema().refine(
        (value) => /^[\t\x20-\x7e\x80-\xff]*$/.test(value.reveal()),
        'is not an HTTP header value',
      ),
    ),
    expected: 'HTTP headers: names with their text',
    readText: (value: string) => value,
    jsonSchema: { type: 'object', additionalProperties: { type: 'string' } },
  } satisfies Form;
}

/** Anything else, written as JSON in a variable. */
export function structure<Schema extends z.ZodType>(schema: Schema, expected: string): Form<Schema> {
  return {
    ...plain,
    schema,
    expected,
    readText: (value) => {
      try {
        return JSON.parse(value) as unknown;
      } catch {
        return value;
      }
    },
  };
}
