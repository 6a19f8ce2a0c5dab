/**
 * The flags that Node was started with, from its command line and from NODE_OPTIONS, for whoever sets V8's own and
 * must not undo what somebody chose.
 *
 * @param env @default process.env at the time of the call
 */
export function nodeFlags(
  env: Readonly<Record<string, string | undefined>> = process.env,
): readonly string[] {
  const inEnvironment = (env.NODE_OPTIONS ?? '').split(/\s+/).filter((flag) => flag !== '');
  return [...process.execArgv, ...inEnvironment];
}
