import type { CircuitUpdate } from '@reg/core';
import type { SpentMoney } from '../keys/budget-ledger.js';

/**
 * Raised whenever a message changes its meaning. All processes of a daemon are of one installation, but that may be
 * replaced while it runs, and a worker that is started then speaks another language: it is not listened to.
 */
export const messageVersion = 1;

/**
 * What workers tell each other, by topic. State that is to be coherent among them (limits, what was spent) adds a topic
 * here, publishes what has changed and adopts what others publish; the primary only passes it on.
 */
export interface SharedState {
  readonly circuits: readonly StampedCircuit[];
  readonly keys: KeyNews;
}

/** What one worker knows of the clients' keys, in sums since it started: a message that is lost does no harm. */
export interface KeyNews {
  readonly worker: number;
  /** When it started, milliseconds since the epoch: one that starts again counts from nothing. */
  readonly startedAtMs: number;
  /** Whether whoever has heard this one has heard of every account that the worker has changed. */
  readonly complete: boolean;
  readonly keys: readonly OwnAccount[];
}

/** What calls of one worker did to the account of a key. */
export interface OwnAccount {
  readonly id: string;
  readonly requests: number;
  readonly tokens: number;
  readonly costUsd: number;
  readonly unpricedCalls: number;
  /** Now, not since the start. */
  readonly heldUsd: number;
  /** By all workers, as far as this one knows: for one that has just started. */
  readonly spent?: SpentMoney;
}

export type Topic = keyof SharedState;

/** A circuit and when that was found out: of two workers who disagree the later one is right. */
export interface StampedCircuit extends CircuitUpdate {
  readonly atMs: number;
  readonly worker: number;
}

/** What a worker says once it listens. */
export interface ReadyNotice {
  readonly url: string;
  readonly sandbox: boolean;
  readonly usableModels: number;
  readonly providers: readonly string[];
}

/** The metrics of one process, as prom-client writes them as JSON. */
export type MetricsOfProcess = readonly object[];

export type MessageToPrimary =
  | { readonly kind: 'ready'; readonly notice: ReadyNotice }
  | { readonly kind: 'share'; readonly topic: Topic; readonly body: unknown }
  | { readonly kind: 'metrics-of-all'; readonly id: number }
  | { readonly kind: 'metrics'; readonly id: number; readonly metrics: MetricsOfProcess };

export type MessageToWorker =
  | { readonly kind: 'stop' }
  /** Another worker began to listen: it knows nothing yet. */
  | { readonly kind: 'joined'; readonly worker: number }
  | { readonly kind: 'shared'; readonly topic: Topic; readonly body: unknown }
  | { readonly kind: 'metrics-wanted'; readonly id: number }
  | { readonly kind: 'metrics-of-all'; readonly id: number; readonly parts: readonly MetricsOfProcess[] };

/** A message as it is sent. */
export function envelopeOf<Message extends MessageToPrimary | MessageToWorker>(message: Message): object {
  return { reg: messageVersion, ...message };
}

const kindsToPrimary: ReadonlySet<unknown> = new Set<MessageToPrimary['kind']>([
  'ready',
  'share',
  'metrics-of-all',
  'metrics',
]);
const kindsToWorker: ReadonlySet<unknown> = new Set<MessageToWorker['kind']>([
  'stop',
  'joined',
  'shared',
  'metrics-wanted',
  'metrics-of-all',
]);

/** The message in what a worker sent; absent for anything else, such as Node's own messages. */
export function messageToPrimary(sent: unknown): MessageToPrimary | undefined {
  return isOurs(sent, kindsToPrimary) ? (sent as unknown as MessageToPrimary) : undefined;
}

export function messageToWorker(sent: unknown): MessageToWorker | undefined {
  return isOurs(sent, kindsToWorker) ? (sent as unknown as MessageToWorker) : undefined;
}

function isOurs(sent: unknown, kinds: ReadonlySet<unknown>): boolean {
  if (typeof sent !== 'object' || sent === null) return false;
  const { reg, kind } = sent as { readonly reg?: unknown; readonly kind?: unknown };
  return reg === messageVersion && kinds.has(kind);
}
