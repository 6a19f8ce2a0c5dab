import type { Terminal } from './terminal.js';

/** What every command is given. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Awaited before a command runs. Help needs none of it. */
  prepare(): Promise<void>;
  /** Settles when the user or the system asks the process to stop. */
  stopRequested(): Promise<void>;
  /** From now on a reader of standard output that goes away does not end the process. */
  surviveBrokenPipe(): void;
}
