import type { ConfigurationProblem } from './problems/configuration-error.js';
import { nearMatch } from './problems/near-match.js';
import type { Assignment } from './sources/assignment.js';
import type { Member } from './sources/tree-source.js';

/** Everything that was set and is good by itself. */
export interface SettingsTogether {
  readonly assignments: ReadonlyMap<string, Assignment>;
  readonly members: ReadonlyMap<string, readonly string[]>;
  /** Where each member was written, weakest source first. */
  readonly found: readonly Member[];
  /** Settings with a problem already: what is missing there is no second one. */
  readonly alreadyWrong: ReadonlySet<string | undefined>;
}

// In capitals these begin names that mean something else: REG_API_KEYS, and the aliases of kimi's and glm's keys.
const takenNames = new Set(['reg', 'auto', 'moonshot', 'moonshotai', 'zai', 'zhipu', 'zhipuai', 'bigmodel']);
const vendors = ['kimi', 'glm'];
const endpointsOf: Readonly<Record<string, readonly string[]>> = {
  kimi: ['international', 'china', 'coding'],
  glm: ['international', 'china', 'coding', 'coding-china'],
};

/** What is wrong only when several settings are seen together. */
export function checkTogether(settings: SettingsTogether): readonly ConfigurationProblem[] {
  const providers = settings.members.get('providers') ?? [];
  const found = [
    ...providers.flatMap((id) => providerProblems(settings, id)),
    ...categoryProblems(settings),
    ...modelMapProblems(settings),
  ];
  return found.filter(({ setting }) => !settings.alreadyWrong.has(setting));
}

interface Finding {
  readonly setting: string;
  readonly expected: string;
  readonly problem: string;
}

function providerProblems(settings: SettingsTogether, id: string): readonly ConfigurationProblem[] {
  const path = `providers.${id}`;
  const valueOf = (name: string) => settings.assignments.get(`${path}.${name}`)?.value;
  const type = valueOf('type');
  const has = (name: string) => settings.assignments.has(`${path}.${name}`);
  const findings: Finding[] = [];
  const report = (name: string, expected: string, problem: string) =>
    findings.push({ setting: `${path}.${name}`, expected, problem });

  if (takenNames.has(id))
    findings.push({
      setting: path,
      expected: 'another name for this endpoint, such as `kimi-china`',
      problem: 'has a name whose variables already mean something else',
    });
  if (type === undefined) report('type', 'kimi, glm or openai-compatible', 'is missing');
  if (vendors.includes(id) && type !== undefined && type !== id)
    report('type', `${id}, or another name for the endpoint`, 'contradicts the name');
  if (type === 'openai-compatible' && !has('baseUrl'))
    report('baseUrl', 'the URL of the endpoint, such as http://127.0.0.1:11434/v1', 'is missing');
  if (type !== 'glm' && valueOf('auth') === 'jwt')
    report('auth', 'bearer: only GLM takes signed tokens', 'is "jwt"');
  if (type === 'openai-compatible' && valueOf('protocol') === 'anthropic')
    report('protocol', 'openai: only Kimi and GLM are known to have an Anthropic endpoint', 'is "anthropic"');
  const endpoint = valueOf('endpoint');
  const endpoints = endpointsOf[String(type)] ?? [];
  if (typeof endpoint === 'string' && !endpoints.includes(endpoint))
    report(
      'endpoint',
      endpoints.length === 0 ? 'nothing: baseUrl says where it is' : `one of ${endpoints.join(', ')}`,
      `is "${endpoint}"`,
    );
  return findings.map((finding) => ({
    source: sourceOf(settings, finding.setting, path),
    name: finding.setting,
    ...finding,
  }));
}

function categoryProblems(settings: SettingsTogether): readonly ConfigurationProblem[] {
  const setting = 'routing.defaultCategory';
  const wanted = settings.assignments.get(setting)?.value;
  return typeof wanted === 'string' ? unknownCategory(settings, { setting, place: '', wanted }) : [];
}

/** Whether a model is served is known only when the providers are: `reg doctor` looks at those. */
function modelMapProblems(settings: SettingsTogether): readonly ConfigurationProblem[] {
  const setting = 'routing.modelMap';
  const entries = settings.assignments.get(setting)?.value;
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry: { readonly to?: unknown }, index) => {
    const wanted =
      typeof entry.to === 'string' ? /^auto:(.*)$/i.exec(entry.to.trim())?.[1]?.trim() : undefined;
    if (wanted === undefined) return [];
    return unknownCategory(settings, { setting, place: `[${String(index)}].to`, wanted });
  });
}

function unknownCategory(
  settings: SettingsTogether,
  { setting, place, wanted }: { readonly setting: string; readonly place: string; readonly wanted: string },
): readonly ConfigurationProblem[] {
  const categories = settings.members.get('routing.categories') ?? [];
  if (categories.includes(wanted)) return [];
  const meant = nearMatch(wanted, categories);
  const expected = `one of ${categories.join(', ')}${meant === undefined ? '' : ` (\`${meant}\`, perhaps)`}`;
  const { source = 'default', name = setting } = settings.assignments.get(setting) ?? {};
  return [{ source, name: `${name}${place}`, expected, problem: 'is not a category', setting }];
}

/** Where the setting stands, else where its group was written last. */
function sourceOf(settings: SettingsTogether, setting: string, group: string): string {
  const own = settings.assignments.get(setting);
  return own?.source ?? settings.found.findLast(({ path }) => path.join('.') === group)?.source ?? 'default';
}
