import type { ConfigurationProblem } from '../problems/configuration-error.js';
import { containsCredential, mayBeCredential } from '../problems/key-detection.js';
import { showName, showValue } from '../problems/show-value.js';
import type { SettingLeaf } from '../schema/setting-tree.js';

/** One source gives one setting a value. */
export interface Assignment {
  readonly path: readonly string[];
  readonly leaf: SettingLeaf;
  /** As the schema takes it; checked or not. */
  readonly value: unknown;
  /** For problems: `environment`, `file /path:3:5`. */
  readonly source: string;
  /** For problems: the variable, or the setting's path. */
  readonly name: string;
  /** For explanations: `environment KIMI_API_KEY`. */
  readonly explained: string;
  /** What the operator wrote, where that is not the value. */
  readonly written?: string;
  /** What is expected of that. */
  readonly expected?: string;
}

/** What is wrong with an assignment; nothing when it is good. */
export function assignmentProblems(assignment: Assignment): readonly ConfigurationProblem[] {
  const { leaf, value } = assignment;
  const checked = leaf.schema.safeParse(value);
  if (!checked.success) return issueProblems(assignment, checked.error.issues);
  if (!leaf.facts.form.secret && textsIn(value).some(containsCredential))
    return [
      problemOf(assignment, { problem: 'looks like a credential, which belongs in `apiKeys` or `headers`' }),
    ];
  return [];
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** One problem for each place: what else is wrong there follows from it. */
function issueProblems(assignment: Assignment, issues: readonly Issue[]): readonly ConfigurationProblem[] {
  const byPlace = new Map(issues.toReversed().map((issue) => [issue.path.join('.'), issue]));
  return [...byPlace.values()].toReversed().map((issue) => {
    if (issue.path.length === 0) return problemOf(assignment, { problem: wholeProblem(assignment) });
    const place = issue.path.map((part) =>
      typeof part === 'number' ? `[${String(part)}]` : `.${showName(String(part))}`,
    );
    return problemOf(assignment, { place: place.join(''), problem: nestedProblem(issue) });
  });
}

function wholeProblem({ leaf, value, written }: Assignment): string {
  if (!leaf.facts.form.secret) return `is ${showValue(written ?? value)}`;
  return 'is something else';
}

/** The schema's words, which quote no value but may quote a name that somebody made up. */
function nestedProblem({ message }: Issue): string {
  if (mayBeCredential(message)) return 'is something else';
  // zod's own sentences start with a capital letter, ours complete "it …".
  const own = message.slice(0, 1).toLowerCase();
  return message.startsWith(own) ? message : `is not right: ${own}${message.slice(1)}`;
}

function problemOf(
  { source, name, expected, leaf, path }: Assignment,
  { place = '', problem }: { readonly place?: string; readonly problem: string },
): ConfigurationProblem {
  const setting = path.join('.');
  return {
    source,
    name: `${name}${place}`,
    expected: expected ?? leaf.facts.form.expected,
    problem,
    setting,
  };
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [name, ...textsIn(member)]);
}
