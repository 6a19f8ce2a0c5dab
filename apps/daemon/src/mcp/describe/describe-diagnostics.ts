import type { DiagnosticsReport } from '../reports/diagnostics-report.js';

/** Diagnoses in words, for hosts that read text only. */
export function describeDiagnostics({ sandbox, providers }: DiagnosticsReport): string {
  const lines = providers.flatMap(({ provider, usable, reasons, suggestions }) => [
    `${provider}: ${usable ? 'usable' : 'not usable'}`,
    ...reasons.map(({ message }) => `  - ${message}`),
    ...suggestions.map((suggestion) => `  > ${suggestion}`),
  ]);
  return [...(sandbox ? ['Sandbox: both vendors are simulated.'] : []), ...lines].join('\n');
}
