/** Where a function stands that was running when the profiler looked. */
export interface Frame {
  readonly functionName: string;
  /** Of its script; empty for what is built into V8 or Node's native side. */
  readonly url: string;
  /** Where it begins in its script, from 0. */
  readonly lineNumber?: number;
}

/** What the profiler of V8 gives, as far as it is read here. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: Frame;
    readonly children?: readonly number[];
  }[];
  readonly samples?: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas?: readonly number[];
}

/** A part of serving a request, and by which functions it is known: package by package, the outer ones are enough. */
const features: readonly { readonly name: string; readonly functions: Readonly<Record<string, string>> }[] = [
  {
    name: 'request let in, read, checked',
    functions: { daemon: 'readRequestBody parseJsonBody parse parseChatBody admit begin headersOf' },
  },
  {
    name: 'decision: what is needed, who may answer, in which order',
    functions: { selection: 'decide requirementFrom rank rankWith standingPlacement' },
  },
  {
    name: 'attempt: circuits, places, retry budget, deadline, cost',
    functions: {
      selection: 'walk walkRanked completeWith succeed begin run answer settle openStream',
      core: 'run #tryTarget #begin beginAttempt startAttempt go createCallScope succeed untilAborted',
    },
  },
  {
    name: "request in the vendor's words",
    functions: { 'openai-compatible': '#prepare #encode jsonRequest', 'providers-kimi': 'encodeKimiRequest' },
  },
  {
    name: 'sent, its phases watched',
    functions: {
      'openai-compatible': 'open #send enter hold start stop onResponseStart onResponseEnd letGo',
    },
  },
  {
    name: 'answer read and mended',
    functions: {
      'openai-compatible':
        '#jsonOf #readBody readText decodeCompletion keepCompletionText resolve #readMore #take next push read onResponseData #handOver learn',
      core: 'keepWireText',
    },
  },
  {
    name: 'held, metered and relayed',
    functions: { selection: '#pull #onPulled #step next #end add', daemon: 'relayStream goOn chunk' },
  },
  {
    name: 'report and its headers',
    functions: { selection: 'report decisionId', daemon: 'addReportHeaders addCostHeader withTranslation' },
  },
  {
    name: 'metrics',
    functions: { daemon: 'attemptEnded callEnded countAttempt countCall requestEnded setInFlight' },
  },
  { name: 'log line', functions: { daemon: 'logRequest flush' } },
  { name: 'answer written', functions: { daemon: 'sendJson send' } },
];

const featureOf = new Map(
  features.flatMap(({ name, functions }) =>
    Object.entries(functions).flatMap(([owner, list]) =>
      list.split(' ').map((one) => [`${owner} ${one}`, name] as const),
    ),
  ),
);

/** Everything that a share of the time may be put down to, in the order of the table. */
export const layers: readonly string[] = [
  'sockets: writes into the system',
  "Node's HTTP server, streams, events, timers",
  'undici',
  'promises and ticks',
  'garbage collection',
  ...features.map(({ name }) => name),
  'the rest',
];

/**
 * Which share of the busy time each layer took, by the innermost function that belongs to one. A function of Node's
 * that stands for nothing by itself, as an event or a timer, counts for whoever called it.
 */
export function sharesOf({ nodes, samples = [], timeDeltas = [] }: CpuProfile): ReadonlyMap<string, number> {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const parents = new Map(
    nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)),
  );
  const layerAt = new Map<number, string | undefined>();
  const spent = new Map<string, number>();
  let busy = 0;
  for (const [index, id] of samples.entries()) {
    if (!layerAt.has(id)) layerAt.set(id, layerOf(id, frames, parents));
    const layer = layerAt.get(id);
    if (layer === undefined) continue;
    const elapsed = timeDeltas[index] ?? 0;
    busy += elapsed;
    spent.set(layer, (spent.get(layer) ?? 0) + elapsed);
  }
  return new Map(layers.map((layer) => [layer, busy === 0 ? 0 : (spent.get(layer) ?? 0) / busy]));
}

/** `undefined` for a moment in which nothing ran. */
function layerOf(
  leaf: number,
  frames: ReadonlyMap<number, Frame>,
  parents: ReadonlyMap<number, number>,
): string | undefined {
  if (frames.get(leaf)?.functionName === '(idle)') return undefined;
  let fallback: string | undefined;
  for (let id: number | undefined = leaf; id !== undefined; id = parents.get(id)) {
    const frame = frames.get(id);
    if (frame === undefined) break;
    const layer = ownLayer(frame);
    if (layer !== undefined) return layer;
    fallback ??= fallbackOf(frame);
  }
  return fallback ?? 'the rest';
}

function ownLayer({ functionName, url }: Frame): string | undefined {
  if (functionName === '(garbage collector)') return 'garbage collection';
  if (/^write(v|Buffer|Utf8String|Latin1String)$/.test(functionName) && url === '') {
    return 'sockets: writes into the system';
  }
  if (url.includes('/undici/') || url.startsWith('wasm:')) return 'undici';
  if (/^node:(_http|net$|internal\/streams)/.test(url)) return "Node's HTTP server, streams, events, timers";
  if (/\/(pino|@pinojs|sonic-boom)\//.test(url)) return 'log line';
  if (url.includes('/prom-client/')) return 'metrics';
  const owner = /\/(?:packages|apps)\/([\w-]+)\/(?:dist|src)\//.exec(url)?.[1];
  return owner === undefined ? undefined : featureOf.get(`${owner} ${functionName}`);
}

function fallbackOf({ functionName, url }: Frame): string | undefined {
  if (functionName === 'runMicrotasks' || url === 'node:internal/process/task_queues')
    return 'promises and ticks';
  return url.startsWith('node:') ? "Node's HTTP server, streams, events, timers" : undefined;
}
