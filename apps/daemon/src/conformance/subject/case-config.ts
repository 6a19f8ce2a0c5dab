import { loadConfig, type ConfigInput, type EffectiveConfig } from '@reg/config';
import type { CaseSetup, Vendor } from '../conformance-case.js';
import type { SubjectSettings } from './subject.js';

/** What is asked for by default: each has the larger prompt for breakfast, and GLM's window is the larger one. */
export const defaultModels: Readonly<Record<Vendor, readonly string[]>> = {
  kimi: ['kimi-k2.6'],
  glm: ['glm-5.2'],
};

/** They open no vendor's door; they only have to look like keys. */
export const defaultKeys: Readonly<Record<Vendor, readonly string[]>> = {
  kimi: ['sk-kimi0conformance0key0value0abcdef'],
  glm: ['0123456789abcdef0123456789abcdef.Conformance00000'],
};

/** The configuration of one case: from nothing but the case, no file or variable of the machine has a say. */
export function caseConfig({ upstreams, setup, stateDir }: SubjectSettings): EffectiveConfig {
  const { config = {} } = setup;
  const provider = (vendor: Vendor): NonNullable<ConfigInput['providers']>[string] => ({
    baseUrl: upstreams.baseUrls[vendor],
    apiKeys: setup.keys?.[vendor] ?? defaultKeys[vendor],
    allowedModels: modelsOf(setup, vendor),
    ...config.providers?.[vendor],
  });
  return loadConfig({
    env: { HOME: stateDir },
    cwd: stateDir,
    envFile: false,
    configFile: false,
    overrides: {
      ...config,
      stateDir,
      server: { port: 0, logLevel: 'silent', sandbox: 'off', drainTimeoutMs: 0, ...config.server },
      providers: { ...config.providers, kimi: provider('kimi'), glm: provider('glm') },
      retry: { attempts: 2, backoffBaseMs: 1, backoffMaxMs: 5, ...config.retry },
    },
  });
}

export function modelsOf(setup: CaseSetup, vendor: Vendor): readonly string[] {
  return setup.models?.[vendor] ?? defaultModels[vendor];
}
