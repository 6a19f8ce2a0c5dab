import { systemClock, type Clock, type ProviderCall } from '@reg/core';
import { mapError } from '../errors/map-error.js';
import { isJsonObject } from '../json-object.js';
import { readModelList } from '../models/read-model-list.js';
import { defaultLimits } from '../provider-settings.js';
import { HttpClient } from '../transport/http-client.js';
import { createTransport, type Transport } from '../transport/transport.js';

/** A kind of server that people run on their own machine. */
export type LocalServerKind = 'ollama' | 'llama.cpp' | 'vllm';

/** Where a server might listen. */
export interface LocalAddress {
  readonly kind: LocalServerKind;
  /** `http://127.0.0.1:11434` */
  readonly origin: string;
}

/** A server that was found. */
export interface LocalEndpoint {
  readonly kind: LocalServerKind;
  /** `Ollama`, `llama.cpp`, `vLLM`: for people. */
  readonly name: string;
  readonly baseUrl: string;
  readonly listening: true;
  readonly version?: string;
  /** Ids of the models that it serves. */
  readonly models: readonly string[];
  /** Lines for reg.config.yaml that make it a provider. */
  readonly configLines: readonly string[];
}

export interface ProbeOptions {
  /** @default the ports that the servers use unless told otherwise */
  readonly addresses?: readonly LocalAddress[];
  /** For each address. @default 500 */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
}

/** Where these servers listen unless told otherwise (their own documentation, 2026). */
export const usualLocalAddresses: readonly LocalAddress[] = [
  { kind: 'ollama', origin: 'http://127.0.0.1:11434' },
  { kind: 'llama.cpp', origin: 'http://127.0.0.1:8080' },
  { kind: 'vllm', origin: 'http://127.0.0.1:8000' },
];

const names: Readonly<Record<LocalServerKind, string>> = {
  ollama: 'Ollama',
  'llama.cpp': 'llama.cpp',
  vllm: 'vLLM',
};

/** What each answers that nothing else on its port would. llama.cpp says only that it is well. */
const versionPaths: Readonly<Record<LocalServerKind, string>> = {
  ollama: '/api/version',
  'llama.cpp': '/health',
  vllm: '/version',
};

/** Models that are worth a line of advice; somebody may have hundreds. */
const maxShownModels = 10;

/** Which of the usual local servers answer now. Asks who they are and for their models; never throws. */
export async function probeLocalEndpoints(options: ProbeOptions = {}): Promise<readonly LocalEndpoint[]> {
  const { addresses = usualLocalAddresses, timeoutMs = 500, clock = systemClock } = options;
  const probes = addresses.map((address) => probe(address, timeoutMs, clock).catch(() => undefined));
  return (await Promise.all(probes)).filter((found) => found !== undefined);
}

async function probe(
  { kind, origin }: LocalAddress,
  timeoutMs: number,
  clock: Clock,
): Promise<LocalEndpoint | undefined> {
  const client = new HttpClient({
    provider: kind,
    baseUrl: origin,
    authorize: () => ({}),
    mapError,
    clock,
    maxConnections: 2,
  });
  const transport = createTransport({
    client,
    maxBodyBytes: defaultLimits.maxBodyBytes / 32,
    inBandError: (_json, _response, call) =>
      client.failureOf(call)('malformed_response', 'answered with an error'),
  });
  try {
    const call = callWithin(timeoutMs);
    const version = versionOf(kind, await ask(transport, versionPaths[kind], call));
    const listed = await ask(transport, '/v1/models', call).then(readModelList, () => undefined);
    if (version === undefined || (listed === undefined && kind !== 'ollama')) return undefined;
    const models = (listed ?? []).map(({ id }) => id);
    const baseUrl = `${origin}/v1`;
    return {
      kind,
      name: names[kind],
      baseUrl,
      listening: true,
      ...(version === '' ? {} : { version }),
      models,
      configLines: configLinesFor(kind, baseUrl, models),
    };
  } finally {
    await client.close();
  }
}

function ask(transport: Transport, path: string, call: ProviderCall): Promise<unknown> {
  return transport.requestJson({ method: 'GET', path, call });
}

/** The version, empty where the server tells none; `undefined` when it is another server. */
function versionOf(kind: LocalServerKind, json: unknown): string | undefined {
  if (!isJsonObject(json)) return undefined;
  if (kind === 'llama.cpp') return json['status'] === 'ok' ? '' : undefined;
  return typeof json['version'] === 'string' ? json['version'].slice(0, 64) : undefined;
}

function callWithin(timeoutMs: number): ProviderCall {
  return {
    timeouts: {
      connectMs: timeoutMs,
      headersMs: timeoutMs,
      firstTokenMs: timeoutMs,
      idleMs: timeoutMs,
      totalMs: timeoutMs,
    },
  };
}

function configLinesFor(
  kind: LocalServerKind,
  baseUrl: string,
  models: readonly string[],
): readonly string[] {
  const shown = models.length === 0 ? ['the-name-of-a-model'] : models.slice(0, maxShownModels);
  return [
    'providers:',
    `  ${kind.replace('.', '-')}:`,
    '    type: openai-compatible',
    `    baseUrl: ${baseUrl}`,
    '    free: true',
    '    models:',
    // JSON is YAML: names with colons, as Ollama's have, need the quotes.
    ...shown.map((id) => `      - id: ${JSON.stringify(id)}`),
  ];
}
