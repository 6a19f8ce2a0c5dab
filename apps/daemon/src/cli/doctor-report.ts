import { explainConfig, loadConfig, type ConfigExplanation, type EffectiveConfig } from '@reg/config';
import { probeLocalEndpoints, type LocalEndpoint } from '@reg/openai-compatible';
import { createRegistry, type ModelMapFinding } from '@reg/registry';
import { diagnoseAllDaemonFirst, type DaemonFirstDiagnoses, type ProviderDiagnosis } from '@reg/selection';
import { wantsSandbox } from '../main/sandbox.js';
import { snapshotPath } from '../main/snapshot-path.js';
import { daemonAddress } from './ask-daemon.js';
import { loadOptionsFrom, type ConfigOptions } from './config-options.js';

/** Everything that `reg doctor` found. Holds no secret. */
export interface DoctorReport {
  /** Something real is usable, by this configuration or in the running daemon. */
  readonly healthy: boolean;
  /** Without anything real to call, `reg serve` and `reg chat` simulate the vendors. */
  readonly sandbox: boolean;
  readonly configuration: Pick<ConfigExplanation, 'files' | 'problems' | 'warnings'>;
  /** Absent when the configuration cannot be used. */
  readonly providers?: readonly ProviderDiagnosis[];
  /** Rows of `routing.modelMap` that lead nowhere or never apply. */
  readonly modelMap?: readonly ModelMapFinding[];
  readonly daemon?: DaemonReport;
  /** Servers on this machine that could be a provider. */
  readonly localEndpoints?: readonly LocalEndpoint[];
}

export interface DaemonReport {
  readonly url: string;
  readonly running: boolean;
  readonly sandbox: boolean;
  /** As the daemon itself, or its fresh snapshot file, tells. */
  readonly providers: readonly ProviderDiagnosis[];
  readonly notes: readonly string[];
}

/** Looks at everything. Sends nothing to a vendor. */
export async function examine(options: ConfigOptions): Promise<DoctorReport> {
  const loadOptions = loadOptionsFrom(options);
  const { files, problems, warnings } = explainConfig(loadOptions);
  const configuration = { files, problems, warnings };
  if (problems.length > 0) return { healthy: false, sandbox: false, configuration };
  const config = loadConfig(loadOptions);
  const [here, localEndpoints] = await Promise.all([diagnoseHere(config), probeLocalEndpoints()]);
  const { providers, modelMap } = here;
  const daemon = await examineDaemon(config, providers);
  const daemonIsReal = daemon.running && !daemon.sandbox && daemon.providers.some(({ usable }) => usable);
  return {
    healthy: providers.some(({ usable }) => usable) || daemonIsReal,
    sandbox: wantsSandbox(config),
    configuration,
    providers,
    modelMap,
    daemon,
    localEndpoints,
  };
}

async function diagnoseHere(
  config: EffectiveConfig,
): Promise<Required<Pick<DoctorReport, 'providers' | 'modelMap'>>> {
  const registry = createRegistry({ config });
  try {
    return { providers: await registry.diagnoseAll(), modelMap: registry.diagnoseModelMap() };
  } finally {
    await registry.close();
  }
}

async function examineDaemon(
  config: EffectiveConfig,
  local: readonly ProviderDiagnosis[],
): Promise<DaemonReport> {
  const { url, fetchJson } = daemonAddress(config);
  const found: DaemonFirstDiagnoses = await diagnoseAllDaemonFirst({
    local: () => local,
    daemonUrl: url,
    fetchJson,
    snapshotPath: snapshotPath(config.stateDir, config.server.port),
  });
  const running = found.source !== 'local';
  return {
    url,
    running,
    sandbox: found.source === 'daemon' && (await isSandbox(url, fetchJson)),
    providers: running ? found.diagnoses : [],
    notes: found.notes,
  };
}

async function isSandbox(
  url: string,
  fetchJson: (url: string, signal: AbortSignal) => Promise<unknown>,
): Promise<boolean> {
  try {
    const answer = await fetchJson(`${url}/v1/registry/diagnostics`, AbortSignal.timeout(2000));
    return typeof answer === 'object' && answer !== null && 'sandbox' in answer && answer.sandbox === true;
  } catch {
    return false;
  }
}
