import { RegError } from '../reg-error.js';

/** One thing that is wrong with the configuration. Holds no value of a secret. */
export interface ConfigurationProblem {
  /** Where it stands: `environment`, `.env:/path`, `file /path:3:5`, `argument`. */
  readonly source: string;
  /** The variable, or the setting's path in the file or argument. */
  readonly name: string;
  readonly expected: string;
  /** What it is instead. */
  readonly problem: string;
  /** The setting it is about, `server.port`, if it is about one. */
  readonly setting?: string;
}

/** The configuration cannot be used. Lists everything that is wrong with it, from all sources, at once. */
export class ConfigurationError extends RegError {
  static override readonly errorName: string = 'ConfigurationError';

  readonly problems: readonly ConfigurationProblem[];

  constructor(problems: readonly ConfigurationProblem[]) {
    const count = problems.length === 1 ? 'a problem' : `${String(problems.length)} problems`;
    super(
      'configuration_invalid',
      [`The configuration has ${count}:`, ...problems.map(problemLine)].join('\n'),
    );
    this.problems = Object.freeze(problems.map((problem) => Object.freeze({ ...problem })));
  }
}

/** One problem as a line for people. */
function problemLine({ source, name, expected, problem }: ConfigurationProblem): string {
  return `- ${name} (${source}) ${problem}. Expected ${expected}.`;
}
