/** How a program may write to its terminal. */
export interface TerminalSettings {
  readonly color: boolean;
}

/**
 * Whether to colour the output: NO_COLOR (no-color.org) forbids it, FORCE_COLOR demands it, otherwise a terminal
 * that is not `dumb` and not a CI's gets it.
 *
 * @param env @default process.env at the time of the call
 */
export function terminalSettings(
  stream: { readonly isTTY?: boolean | undefined },
  env: Readonly<Record<string, string | undefined>> = process.env,
): TerminalSettings {
  if (isSet(env.NO_COLOR)) return { color: false };
  if (isSet(env.FORCE_COLOR)) return { color: !['0', 'false'].includes(env.FORCE_COLOR.toLowerCase()) };
  return { color: stream.isTTY === true && env.TERM !== 'dumb' && !isSet(env.CI) };
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}
