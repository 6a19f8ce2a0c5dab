import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { LoadOptions } from '../src/load-options.js';
import { ConfigurationError, type ConfigurationProblem } from '../src/problems/configuration-error.js';
import { loadConfig } from '../src/load-config.js';

/** A folder with these files, gone when the test is over. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'reg-config-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** No files, and no environment but the given one. */
export function only(
  env: Readonly<Record<string, string>>,
  overrides?: LoadOptions['overrides'],
): LoadOptions {
  return { env, envFile: false, configFile: false, ...(overrides === undefined ? {} : { overrides }) };
}

/** A config file of this text, and no environment but the given one. */
export function fileOf(text: string, env: Readonly<Record<string, string>> = {}): LoadOptions {
  return {
    env,
    envFile: false,
    configFile: join(folderWith({ 'reg.config.yaml': text }), 'reg.config.yaml'),
  };
}

/** What is wrong, or nothing. */
export function problemsOf(options: LoadOptions): readonly ConfigurationProblem[] {
  try {
    loadConfig(options);
    return [];
  } catch (error) {
    if (ConfigurationError.isInstance(error)) return error.problems;
    throw error;
  }
}
