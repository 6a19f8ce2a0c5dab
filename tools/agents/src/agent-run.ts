import type { LoggedRequest } from './daemon-log.js';
import type { Attempt } from './model-script.js';
import type { ProgramRun } from './run-program.js';

/** Everything that is known of one agent's work when it is over. */
export interface AgentRun {
  readonly agent: string;
  readonly version: string;
  /** The folder in which it all happened. It is gone. */
  readonly home: string;
  /** What was typed, without the machine's own paths. */
  readonly command: string;
  readonly program: ProgramRun;
  readonly requests: readonly LoggedRequest[];
  readonly attempts: readonly Attempt[];
  /** What the script of the model has to complain of. */
  readonly complaints: readonly string[];
  readonly stepsLeft: number;
  /** `reg_fallback_total` of the daemon. */
  readonly fallbacksCounted: number;
  readonly daemonLog: string;
  readonly strayHosts: readonly string[];
  /** The file that had the bug, as it is now. */
  readonly file: string;
}
