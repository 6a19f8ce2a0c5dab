import type { LocalEndpoint } from '@reg/openai-compatible';
import type { ProviderDiagnosis } from '@reg/selection';
import type { DaemonReport, DoctorReport } from './doctor-report.js';
import type { Terminal } from './terminal.js';

/** The report as a page for people: what is good, what is not, what to do. */
export function describeDoctorReport(report: DoctorReport, terminal: Terminal): string {
  const { configuration, providers = [], modelMap = [], daemon, localEndpoints = [] } = report;
  const lines = [
    heading('Configuration', terminal),
    ...configurationLines(configuration, terminal),
    ...(report.providers === undefined ? [] : ['', heading('Providers', terminal)]),
    ...providers.flatMap((provider) => providerLines(provider, terminal)),
    ...(modelMap.length === 0 ? [] : ['', heading('Model map', terminal)]),
    ...modelMap.map(({ code, message }) => mark(code === 'unserved' ? 'bad' : 'note', message, terminal)),
    ...(daemon === undefined
      ? []
      : ['', heading('Daemon', terminal), ...daemonLines(daemon, providers, terminal)]),
    ...localEndpoints.flatMap((endpoint) => ['', ...localEndpointLines(endpoint, terminal)]),
    '',
    verdict(report, terminal),
  ];
  return `${lines.join('\n')}\n`;
}

function heading(text: string, terminal: Terminal): string {
  return terminal.style('bold', text);
}

function configurationLines(
  { files, problems, warnings }: DoctorReport['configuration'],
  terminal: Terminal,
): string[] {
  const read = Object.values(files).filter((file) => typeof file === 'string');
  return [
    `  read from: ${['environment', ...read].join(', ')}`,
    ...problems.map(({ name, source, problem, expected }) =>
      mark('bad', `${name} (${source}) ${problem}. Expected ${expected}.`, terminal),
    ),
    ...warnings.map((warning) => mark('note', warning, terminal)),
  ];
}

function providerLines(diagnosis: ProviderDiagnosis, terminal: Terminal): string[] {
  const { provider, usable, baseUrl, keyName, reasons, suggestions } = diagnosis;
  const where = [baseUrl, keyName === undefined ? undefined : `key from ${keyName}`]
    .filter((part) => part !== undefined)
    .join(', ');
  return [
    mark(usable ? 'good' : 'bad', `${provider}${where === '' ? '' : ` (${where})`}`, terminal),
    ...reasons.map((reason) => `      ${reason.message}`),
    ...suggestions.map((suggestion) => terminal.style('dim', `      ${suggestion}`)),
  ];
}

function daemonLines(daemon: DaemonReport, here: readonly ProviderDiagnosis[], terminal: Terminal): string[] {
  if (!daemon.running) return [mark('note', `none is running at ${daemon.url}`, terminal)];
  const usable = daemon.providers.filter((provider) => provider.usable).map(({ provider }) => provider);
  const usableHere = here.filter((provider) => provider.usable).map(({ provider }) => provider);
  const isOutdated = !daemon.sandbox && usable.toSorted().join() !== usableHere.toSorted().join();
  return [
    mark(
      usable.length > 0 ? 'good' : 'bad',
      `runs at ${daemon.url}${daemon.sandbox ? ' in sandbox mode' : ''}; usable: ${usable.join(', ') || 'nothing'}`,
      terminal,
    ),
    ...daemon.notes.map((note) => `      ${note}`),
    ...(isOutdated
      ? [
          mark(
            'note',
            `with the configuration as it is here it would be: ${usableHere.join(', ') || 'nothing'}`,
            terminal,
          ),
        ]
      : []),
  ];
}

function localEndpointLines(
  { kind, baseUrl, models, configLines }: LocalEndpoint,
  terminal: Terminal,
): string[] {
  return [
    mark(
      'note',
      `${kind} listens at ${baseUrl} with ${models.length} models. To use it, in reg.config.yaml:`,
      terminal,
    ),
    ...configLines.map((line) => `      ${line}`),
  ];
}

function verdict(report: DoctorReport, terminal: Terminal): string {
  if (report.configuration.problems.length > 0)
    return terminal.style('red', 'The configuration cannot be used.');
  if (report.healthy) return terminal.style('green', 'reg can answer.');
  const advice = report.sandbox ? ' `reg serve` and `reg chat` will simulate both vendors.' : '';
  return terminal.style('yellow', `No real provider is usable.${advice}`);
}

const marks = { good: ['green', 'ok  '], bad: ['red', 'no  '], note: ['yellow', 'note'] } as const;

function mark(kind: keyof typeof marks, text: string, terminal: Terminal): string {
  const [colour, word] = marks[kind];
  return `  ${terminal.style(colour, word)}  ${text}`;
}
