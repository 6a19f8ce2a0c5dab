import type { Terminal } from './terminal.js';

/** Says on standard error that nothing real is behind what follows. */
export function sandboxNote(terminal: Terminal): string {
  return terminal.styleErr('yellow', 'sandbox: no API key is configured, both vendors are simulated\n');
}
