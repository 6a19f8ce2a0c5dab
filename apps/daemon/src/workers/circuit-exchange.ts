import type { CallObserver, CircuitUpdate, Clock, SavedCircuits } from '@reg/core';
import type { WorkerChannel } from './worker-channel.js';
import type { StampedCircuit } from './worker-message.js';

/** Tells the other workers what changes in the circuits of this one, and follows what changes in theirs. */
export interface CircuitExchange {
  readonly observer: CallObserver;
  start(registry: ExchangedRegistry): void;
  /** Somebody changed a circuit by hand. */
  touched(): void;
  close(): void;
}

/** The part of a registry that is exchanged. */
export interface ExchangedRegistry {
  saveCircuits(): SavedCircuits;
  adoptCircuits(updates: unknown): void;
}

export interface CircuitExchangeOptions {
  readonly channel: Pick<WorkerChannel, 'publish' | 'onShared' | 'onJoined'>;
  readonly clock: Clock;
  /** The number of this worker. */
  readonly worker: number;
}

/** Changes are gathered for so long before they are told: many calls fail together. */
const gatherMs = 20;
/** One message tells no more than this; the rest follows in the next. */
const mostInOneMessage = 500;

export function createCircuitExchange({ channel, clock, worker }: CircuitExchangeOptions): CircuitExchange {
  /** What is known to all, by circuit. */
  const known = new Map<string, { readonly text: string; readonly told: StampedCircuit }>();
  let registry: ExchangedRegistry | undefined;
  let cancel: (() => void) | undefined;
  const publish = (): void => {
    cancel = undefined;
    if (registry === undefined) return;
    const changed = changesIn(registry.saveCircuits().circuits).slice(0, mostInOneMessage);
    for (const told of changed) known.set(keyOf(told), { text: textOf(told), told });
    if (changed.length > 0) channel.publish('circuits', changed);
    if (changed.length === mostInOneMessage) publishSoon();
  };
  const changesIn = (now: readonly CircuitUpdate[]): StampedCircuit[] => {
    const stamp = { atMs: clock.nowMs(), worker };
    const there = new Set(now.map(keyOf));
    const closed = [...known.values()].filter(
      ({ told }) => told.circuit !== undefined && !there.has(keyOf(told)),
    );
    return [
      ...now.filter((update) => known.get(keyOf(update))?.text !== textOf(update)),
      ...closed.map(({ told: { circuit: _circuit, ...owner } }) => owner),
    ].map((update) => ({ ...update, ...stamp }));
  };
  const publishSoon = (): void => {
    cancel ??= clock.schedule(gatherMs, publish);
  };
  channel.onShared('circuits', (body) => {
    if (registry === undefined) return;
    const news = stampedIn(body).filter((told) => isNewer(told, known.get(keyOf(told))?.told));
    registry.adoptCircuits(news);
    const now = new Map(registry.saveCircuits().circuits.map((update) => [keyOf(update), update]));
    // How it is written down here may differ by a trifle, which is no news to anybody.
    for (const told of news) known.set(keyOf(told), { text: textOf(now.get(keyOf(told)) ?? told), told });
  });
  channel.onJoined(() => {
    const told = [...known.values()].map((one) => one.told).filter(({ circuit }) => circuit !== undefined);
    for (let from = 0; from < told.length; from += mostInOneMessage)
      channel.publish('circuits', told.slice(from, from + mostInOneMessage));
  });
  return {
    observer: {
      circuitChanged({ adopted }) {
        if (adopted !== true) publishSoon();
      },
      attemptEnded({ outcome }) {
        // A Retry-After changes no state, but others must not come before its end either.
        if (outcome !== 'success' && outcome !== 'aborted') publishSoon();
      },
    },
    start(opened) {
      registry = opened;
      // What was taken up from the file is known to all: each of them has read it.
      const stamp = { atMs: 0, worker };
      for (const update of opened.saveCircuits().circuits)
        known.set(keyOf(update), { text: textOf(update), told: { ...update, ...stamp } });
    },
    touched: publishSoon,
    close() {
      cancel?.();
      registry = undefined;
    },
  };
}

const keyOf = ({ scope, name }: CircuitUpdate): string => `${scope} ${name}`;

const textOf = ({ circuit }: CircuitUpdate): string => JSON.stringify(circuit) ?? '';

function isNewer(told: StampedCircuit, before: StampedCircuit | undefined): boolean {
  if (before === undefined || told.atMs !== before.atMs) return told.atMs > (before?.atMs ?? -1);
  return told.worker > before.worker;
}

function stampedIn(body: unknown): readonly StampedCircuit[] {
  return Array.isArray(body) ? body.slice(0, mostInOneMessage).filter(isStamped) : [];
}

function isStamped(value: unknown): value is StampedCircuit {
  if (typeof value !== 'object' || value === null) return false;
  const { scope, name, atMs, worker } = value as Readonly<Record<string, unknown>>;
  return (
    typeof scope === 'string' &&
    typeof name === 'string' &&
    typeof atMs === 'number' &&
    typeof worker === 'number'
  );
}
