import type { ConfigInput } from './config-input.js';

/** Where settings come from. Everything may be left out. */
export interface LoadOptions {
  /** The environment. @default process.env at the time of the call */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where files are looked for, upwards, and what relative paths start from. @default process.cwd() */
  readonly cwd?: string;
  /**
   * The `.env` file; `false` for none.
   * @default REG_ENV_FILE or ENV_FILE, else the nearest `.env` from `cwd` upwards
   */
  readonly envFile?: string | false;
  /**
   * The config file; `false` for none.
   * @default REG_CONFIG, else the nearest `reg.config.yaml`, `.yml` or `.json` from `cwd` upwards
   */
  readonly configFile?: string | false;
  /** Settings in the shape of a config file, stronger than every other source. */
  readonly overrides?: ConfigInput;
}
