import { writeFile } from 'node:fs/promises';
import { allCases } from '../conformance/cases/all-cases.js';
import { caseId, isPortable, type ConformanceCase } from '../conformance/conformance-case.js';
import { describeCase } from '../conformance/describe-law.js';
import { casesPage } from '../conformance/report/cases-page.js';
import { jsonReport } from '../conformance/report/json-report.js';
import { junitReport } from '../conformance/report/junit-report.js';
import { markdownReport } from '../conformance/report/markdown-report.js';
import { columns, resultRow } from '../conformance/report/result-rows.js';
import { summarise, summaryLine } from '../conformance/report/summary.js';
import type { CaseResult } from '../conformance/run-case.js';
import { runAgainstTarget, runConformance } from '../conformance/run-conformance.js';
import type { CommandContext } from './command-context.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { formatTable } from './format-table.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

export interface ConformanceCommandOptions {
  readonly list?: boolean;
  readonly json?: boolean;
  readonly summary?: boolean;
  readonly markdown?: string;
  readonly junit?: string;
  readonly only?: string;
  readonly target?: string;
  readonly apiKey?: string;
  readonly kimiPort?: number;
  readonly glmPort?: number;
  readonly kimiModel?: string;
  readonly glmModel?: string;
  /** Seconds. */
  readonly patience: number;
}

/** `reg conformance`: every way in which a vendor fails, and whether the gateway keeps its word in each. */
export async function conformanceCommand(
  options: ConformanceCommandOptions,
  { terminal }: CommandContext,
): Promise<ExitCode> {
  const cases = chosenCases(options);
  if (options.list === true) {
    if (options.markdown === undefined) terminal.out(listed(cases));
    else await writeFile(options.markdown, casesPage(cases));
    return exitCodes.ok;
  }
  const results = await (options.target === undefined
    ? runConformance({ cases, onResult: progress(terminal) })
    : againstTarget(options.target, { options, cases, terminal }));
  await writeReports(results, options);
  terminal.out(shownReport(results, { options, terminal }));
  return results.some(({ status }) => status === 'broken') ? exitCodes.failed : exitCodes.ok;
}

function chosenCases({ only, target }: ConformanceCommandOptions): readonly ConformanceCase[] {
  const pattern = patternFrom(only ?? '');
  const chosen = allCases
    .filter((scenario) => pattern.test(caseId(scenario)))
    .filter((scenario) => target === undefined || isPortable(scenario));
  if (chosen.length === 0)
    throw new UsageError(`No case fits ${JSON.stringify(only)}. reg conformance --list names them all.`);
  return chosen;
}

function patternFrom(text: string): RegExp {
  try {
    return new RegExp(text, 'i');
  } catch (error) {
    throw new UsageError(`--only ${JSON.stringify(text)} is no regular expression.`, { cause: error });
  }
}

function listed(cases: readonly ConformanceCase[]): string {
  return formatTable(
    ['case', 'law'],
    cases.map((scenario) => [caseId(scenario), describeCase(scenario)]),
  );
}

async function againstTarget(
  baseUrl: string,
  run: {
    readonly options: ConformanceCommandOptions;
    readonly cases: readonly ConformanceCase[];
    readonly terminal: Terminal;
  },
): Promise<readonly CaseResult[]> {
  const { options, cases, terminal } = run;
  if (!URL.canParse(baseUrl)) throw new UsageError(`--target ${JSON.stringify(baseUrl)} is no URL.`);
  return runAgainstTarget({
    cases,
    target: {
      baseUrl,
      apiKey: options.apiKey,
      models: { kimi: options.kimiModel ?? 'kimi-k2.6', glm: options.glmModel ?? 'glm-5.2' },
    },
    ports: {
      ...(options.kimiPort === undefined ? {} : { kimi: options.kimiPort }),
      ...(options.glmPort === undefined ? {} : { glm: options.glmPort }),
    },
    patienceMs: options.patience * 1000,
    onUpstreams: ({ baseUrls }) => {
      terminal.err(`Kimi answers at ${baseUrls.kimi}\nGLM answers at ${baseUrls.glm}\n`);
      return Promise.resolve();
    },
    onResult: progress(terminal),
  });
}

/** Broken laws are told at once: the table comes only at the end. */
function progress(terminal: Terminal): (result: CaseResult) => void {
  return ({ id, surface, status, differences }) => {
    if (status === 'broken')
      terminal.err(`${terminal.styleErr('red', 'broken')} ${id} (${surface}): ${differences.join('; ')}\n`);
  };
}

async function writeReports(
  results: readonly CaseResult[],
  { markdown, junit }: ConformanceCommandOptions,
): Promise<void> {
  if (markdown !== undefined) await writeFile(markdown, markdownReport(results));
  if (junit !== undefined) await writeFile(junit, junitReport(results));
}

function shownReport(
  results: readonly CaseResult[],
  how: { readonly options: ConformanceCommandOptions; readonly terminal: Terminal },
): string {
  if (how.options.json === true) return jsonReport(results);
  return how.options.summary === true ? summaryReport(results) : tableReport(results, how.terminal);
}

function summaryReport(results: readonly CaseResult[]): string {
  const rows = summarise(results).map(({ group, ...counts }) => [
    group,
    ...Object.values(counts).map(String),
  ]);
  return `${formatTable(['group', 'cases', 'runs', 'kept', 'broken', 'skipped'], rows)}\n${summaryLine(results)}\n`;
}

function tableReport(results: readonly CaseResult[], terminal: Terminal): string {
  const rows = results.map((result) =>
    resultRow(result).map((cell, column) =>
      column === columns.indexOf('verdict') ? terminal.style(colourOf[result.status], cell) : cell,
    ),
  );
  return `${formatTable(columns, rows)}\n${summaryLine(results)}\n`;
}

const colourOf = { kept: 'green', broken: 'red', skipped: 'yellow' } as const;
