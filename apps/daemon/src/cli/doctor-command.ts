import type { CommandContext } from './command-context.js';
import type { ConfigOptions } from './config-options.js';
import { describeDoctorReport } from './describe-doctor-report.js';
import { examine } from './doctor-report.js';
import { exitCodes, type ExitCode } from './exit-codes.js';

export interface DoctorCommandOptions extends ConfigOptions {
  readonly json?: boolean;
}

/** `reg doctor`: what works, what does not, and what to do about it. Sends nothing to a vendor. */
export async function doctorCommand(
  options: DoctorCommandOptions,
  { terminal }: CommandContext,
): Promise<ExitCode> {
  const report = await examine(options);
  terminal.out(
    options.json === true
      ? `${JSON.stringify(report, undefined, 2)}\n`
      : describeDoctorReport(report, terminal),
  );
  if (report.configuration.problems.length > 0) return exitCodes.usage;
  return report.healthy ? exitCodes.ok : exitCodes.failed;
}
