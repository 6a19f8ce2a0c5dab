import { basename } from 'node:path';
import type { AgentRun } from './agent-run.js';
import type { LoggedRequest } from './daemon-log.js';

const maxLine = 400;

/** What was typed, what the vendors did, what the daemon logged and what the agent said. */
export function transcriptOf(run: AgentRun, problems: readonly string[]): string {
  const { program } = run;
  const vendors = run.attempts.map(
    ({ vendor, model, streams, told }) => `${vendor}/${model} ${told}${streams ? '' : ' (not streamed)'}`,
  );
  const requests = run.requests.map(
    (request) =>
      `POST ${request.path} ${askedFor(request)} -> ${request.status} ${request.target}, attempts ${request.attempts}` +
      `${request.failedOver ? ', failed over' : ''}` +
      `${request.errorCode === undefined ? '' : `, then ${request.errorCode}`}`,
  );
  const sections = [
    [`$ ${run.command}`, ...linesOf(program.stdout, run.home)],
    ['# errors', ...linesOf(program.stderr, run.home)],
    ['# vendors', ...vendors],
    ['# reg', ...requests],
    ['# end', `exit code ${program.exitCode ?? 'none: out of time'}`, ...problems],
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** The model as the agent wrote it, and what the daemon took it for. */
function askedFor({ requestedModel, mappedTo }: LoggedRequest): string {
  return mappedTo === undefined ? requestedModel : `${requestedModel} (${mappedTo})`;
}

/** Lines without the folder in which it happened; agents also spell it with other separators. */
function linesOf(text: string, home: string): string[] {
  const spelled = home.replaceAll(/[^A-Za-z0-9]/g, '-');
  return [home, spelled, basename(home)]
    .reduce((shown, folder) => shown.replaceAll(folder, '~'), text)
    .trim()
    .split('\n')
    .map((line) => (line.length > maxLine ? `${line.slice(0, maxLine)} …` : line));
}
