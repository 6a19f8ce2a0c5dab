/** What the exit code of every command means. */
export const exitCodes = {
  /** It worked. */
  ok: 0,
  /** It did not: a call failed, or nothing is usable. */
  failed: 1,
  /** The command line or the configuration is wrong; nothing was tried. */
  usage: 2,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
