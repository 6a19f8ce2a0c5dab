import type { EffectiveConfig } from '@reg/config';

/** Asks a running daemon, with its own key when it wants one. */
export interface DaemonAddress {
  /** `http://127.0.0.1:8079` */
  readonly url: string;
  /** JSON of a path. Rejects for any other status than 200. */
  fetchJson(url: string, signal: AbortSignal): Promise<unknown>;
}

/** Where the daemon of this configuration would be reached from this machine. */
export function daemonAddress({ server }: EffectiveConfig): DaemonAddress {
  const [key] = server.apiKeys;
  return {
    url: `http://${reachableHost(server.host)}:${server.port}`,
    async fetchJson(url, signal) {
      const headers: Record<string, string> =
        key === undefined ? {} : { authorization: `Bearer ${key.reveal()}` };
      const response = await fetch(url, { signal, headers, redirect: 'error' });
      if (response.status !== 200) throw new Error(`it answered HTTP ${response.status}`);
      return response.json();
    },
  };
}

/** "Every address" is one to listen on, not one to call. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}
