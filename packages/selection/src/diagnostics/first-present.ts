/** A variable that is set. */
export interface PresentVariable {
  readonly name: string;
  readonly value: string;
}

/** The first of several names of one setting that has a value; blanks are none. `env` comes in from outside. */
export function firstPresent(
  names: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): PresentVariable | undefined {
  for (const name of names) {
    const value = env[name]?.trim();
    if (value !== undefined && value !== '') return { name, value };
  }
  return undefined;
}
