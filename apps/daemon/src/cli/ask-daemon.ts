import type { EffectiveConfig } from '@reg/config';

export interface DaemonAnswer {
  readonly status: number;
  readonly json: unknown;
}

/** Asks a running daemon, with its own key when it wants one. */
export interface DaemonAddress {
  /** `http://127.0.0.1:8079` */
  readonly url: string;
  /** GET, or POST of a body. Rejects when nobody answers, or not with JSON. */
  ask(url: string, options: { readonly signal: AbortSignal; readonly body?: unknown }): Promise<DaemonAnswer>;
  /** JSON of a path. Rejects for any other status than 200. */
  fetchJson(url: string, signal: AbortSignal): Promise<unknown>;
}

/** Where the daemon of this configuration would be reached from this machine. */
export function daemonAddress({ server }: EffectiveConfig): DaemonAddress {
  const [key] = server.apiKeys;
  const authorization: Record<string, string> =
    key === undefined ? {} : { authorization: `Bearer ${key.reveal()}` };
  const ask: DaemonAddress['ask'] = async (url, { signal, body }) => {
    const post =
      body === undefined
        ? {}
        : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const headers = { ...authorization, ...post.headers };
    const response = await fetch(url, { ...post, signal, headers, redirect: 'error' });
    return { status: response.status, json: await response.json() };
  };
  return {
    url: `http://${reachableHost(server.host)}:${server.port}`,
    ask,
    async fetchJson(url, signal) {
      const { status, json } = await ask(url, { signal });
      if (status !== 200) throw new Error(`it answered HTTP ${status}`);
      return json;
    },
  };
}

/** "Every address" is one to listen on, not one to call. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}
