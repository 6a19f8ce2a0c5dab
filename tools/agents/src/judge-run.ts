import type { AgentRun } from './agent-run.js';
import type { OwnNames } from './agent-under-test.js';

export interface Expected {
  readonly file: string;
  /** What the agent must have handed on of the model's words. */
  readonly words: string;
  /** What no output may hold. */
  readonly secrets: readonly string[];
  /** Absent: it asked for a model that somebody named. */
  readonly names?: OwnNames;
}

/** What went otherwise than it should have; nothing: the agent works on reg. */
export function judgeRun(run: AgentRun, expected: Expected): readonly string[] {
  const { program, requests } = run;
  const cuts = cutsIn(run);
  const checks: readonly (readonly [holds: boolean, problem: string])[] = [
    [
      program.exitCode === 0,
      program.exitCode === undefined ? 'it did not end in time' : `exit code ${program.exitCode}`,
    ],
    [run.file === expected.file, 'the file is not as it was asked to be'],
    [program.stdout.includes(expected.words), 'the last words of the model are not in its output'],
    [run.stepsLeft === 0, `${run.stepsLeft} steps of the script were never reached`],
    [failoversIn(run) >= 1, 'the log shows no failover'],
    [run.fallbacksCounted >= 1, 'the metrics count no failover'],
    [cuts === 1, `the log shows ${cuts} broken answers instead of one`],
    [
      requests.every(({ status }) => status === 200),
      'a failure before the first content was shown to the agent',
    ],
    [run.strayHosts.length === 0, `it asked for ${run.strayHosts.join(', ')}`],
    [
      !expected.secrets.some((secret) =>
        [program.stdout, program.stderr, run.daemonLog].some((text) => text.includes(secret)),
      ),
      'a key is in the output',
    ],
  ];
  return [
    ...run.complaints,
    ...checks.flatMap(([holds, problem]) => (holds ? [] : [problem])),
    ...(expected.names === undefined ? [] : judgeNames(run, expected.names)),
  ];
}

/** The agent asked by the names that it has in it, each class of them, and the daemon's model map knew them all. */
function judgeNames({ requests }: AgentRun, { work, small }: OwnNames): readonly string[] {
  const classes: readonly (readonly [title: string, name: RegExp, target: RegExp])[] = [
    ['work', work, /^auto:(?!fast_response$)/],
    ...(small === undefined ? [] : [['small work', small, /^auto:fast_response$/] as const]),
  ];
  const expected = requests.map(({ requestedModel, mappedTo = '' }) =>
    classes.find(([, name, target]) => name.test(requestedModel) && target.test(mappedTo)),
  );
  const others = requests.filter((_request, index) => expected[index] === undefined);
  return [
    ...others.map(
      ({ requestedModel, mappedTo }) =>
        `it asked for ${requestedModel}, which was taken for ${mappedTo ?? 'itself'}`,
    ),
    ...classes
      .filter((one) => !expected.includes(one))
      .map(([title]) => `it never asked for the model that it has for ${title}`),
  ];
}

export function failoversIn({ requests }: AgentRun): number {
  return requests.filter(({ failedOver }) => failedOver).length;
}

/** Answers that began and did not end. */
export function cutsIn({ requests }: AgentRun): number {
  return requests.filter(({ status, errorCode }) => status === 200 && errorCode !== undefined).length;
}
