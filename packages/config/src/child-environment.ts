/**
 * The environment for a program that is started from this one: its own, with some variables set and some taken out.
 *
 * @param env @default process.env at the time of the call
 */
export function childEnvironment(
  changes: { readonly set?: Readonly<Record<string, string>>; readonly unset?: readonly string[] },
  env: Readonly<Record<string, string | undefined>> = process.env,
): Record<string, string | undefined> {
  const { set = {}, unset = [] } = changes;
  const kept = Object.entries(env).filter(([name]) => !unset.includes(name));
  return { ...Object.fromEntries(kept), ...set };
}
