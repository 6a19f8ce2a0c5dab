import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildDaemon } from '../../workspace/src/build-daemon.mjs';
import { agentNames, agentsUnderTest, type AgentUnderTestName } from './agent-under-test.js';
import { fixedSource } from './broken-project.js';
import { describeRuns, figuresOf } from './describe-runs.js';
import { judgeRun } from './judge-run.js';
import { lastWords } from './plot.js';
import { proveAgent } from './prove-agent.js';
import { keys } from './stage.js';
import { transcriptOf } from './transcript.js';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    json: { type: 'string' },
    model: { type: 'string' },
    transcript: { type: 'string' },
    'timeout-seconds': { type: 'string', default: '180' },
  },
});

/** Keys, and fragments of accounts and keys in the messages of the simulated vendors. */
const secrets = [...Object.values(keys), 'ak-f3k9qzexample7', 'org-5b0f9e8d7c6a4b3f'];
const { model } = values;
const wanted = wantedAgents(values.only);
const timeoutMs = timeoutOf(values['timeout-seconds']);
const cli = buildDaemon();
const interruption = new AbortController();
// Everything that was started is ended in its turn, and the table tells how far it came.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    interruption.abort();
  });
const proofs = [];
for (const name of wanted) {
  if (interruption.signal.aborted) break;
  console.error(`${name} works ...`);
  const agent = agentsUnderTest[name];
  const run = await proveAgent(agent, {
    cli,
    timeoutMs,
    signal: interruption.signal,
    ...(model === undefined ? {} : { model }),
  });
  const problems = judgeRun(run, {
    file: fixedSource,
    words: lastWords,
    secrets,
    ...(model === undefined ? { names: agent.names } : {}),
  });
  proofs.push({ ...figuresOf(run), problems });
  if (values.transcript !== undefined)
    write(join(values.transcript, `${name}.txt`), transcriptOf(run, problems));
}
if (values.json !== undefined) write(values.json, `${JSON.stringify(proofs, undefined, 2)}\n`);
console.log(describeRuns(proofs));
const isWhole = proofs.length === wanted.length;
process.exitCode = isWhole && proofs.every(({ problems }) => problems.length === 0) ? 0 : 1;

function wantedAgents(only: string | undefined): readonly AgentUnderTestName[] {
  if (only === undefined) return agentNames;
  const names = only.split(',');
  const found = agentNames.filter((name) => names.includes(name));
  if (found.length === names.length) return found;
  console.error(`--only takes ${agentNames.join(', ')}, not ${only}.`);
  process.exit(2);
}

function timeoutOf(text: string): number {
  const seconds = Number(text);
  if (seconds > 0 && Number.isFinite(seconds)) return seconds * 1000;
  console.error(`--timeout-seconds must be a number above 0, not ${text}.`);
  process.exit(2);
}

function write(file: string, text: string): void {
  const path = resolve(file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
