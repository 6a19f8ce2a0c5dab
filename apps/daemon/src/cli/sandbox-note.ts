import type { EffectiveConfig } from '@reg/config';
import type { Terminal } from './terminal.js';

/** Says on standard error that nothing real is behind what follows, and why. */
export function sandboxNote(config: EffectiveConfig, terminal: Terminal): string {
  return terminal.styleErr('yellow', `sandbox: ${whySandbox(config)}, both vendors are simulated\n`);
}

/** Why the vendors are simulated. */
export function whySandbox({ server }: EffectiveConfig): string {
  return server.sandbox === 'on' ? 'REG_SANDBOX is on' : 'no API key is configured';
}
