import type { Registry } from '@reg/registry';
import { modelsNamed } from './models-named.js';

type UrlPatterns = Record<string, RegExp[]>;

/** A file that was uploaded to Kimi before (platform.kimi.ai docs, 2026-09-12): there is nothing to download. */
const uploaded = /^ms:\/\//;
const remote = /^https?:\/\//;

/**
 * Which addresses go to the vendor as they are; the AI SDK downloads all others and sends the bytes. Only a model
 * that was asked for by name, and that fetches for itself wherever it is served, gets http(s) addresses: with `auto`
 * they would rule out every vendor that does not fetch.
 */
export function supportedUrls(registry: Registry, modelId: string): UrlPatterns {
  const patterns = fetchesMedia(registry, modelId) ? [uploaded, remote] : [uploaded];
  return {
    'image/*': patterns,
    'video/*': patterns,
    ...(patterns.includes(remote) ? { 'application/pdf': [remote] } : {}),
  };
}

function fetchesMedia(registry: Registry, modelId: string): boolean {
  const models = modelsNamed(registry, modelId);
  return (
    models.length > 0 &&
    models.every(({ capabilities }) => capabilities.vision && capabilities.remoteMedia !== false)
  );
}
