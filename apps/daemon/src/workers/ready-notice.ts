import type { Registry } from '@reg/registry';
import type { ReadyNotice } from './worker-message.js';

/** What is to be said of a daemon that begins to listen. */
export function noticeOf(
  daemon: { readonly registry: Registry; readonly sandbox: boolean },
  url: string,
): ReadyNotice {
  const usable = daemon.registry.listAvailableModels().filter((model) => model.available);
  const providers = [...new Set(usable.map((model) => model.provider))];
  return { url, sandbox: daemon.sandbox, usableModels: usable.length, providers };
}
