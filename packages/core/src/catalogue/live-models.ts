import { RegError } from '@reg/config';
import type { Clock } from '../ports/clock.js';
import type { ListedModel } from '../ports/model-descriptor.js';
import type { CatalogueEntry } from './catalogue-row.js';
import { mergeLiveModels, unlistedModels, type LiveModelRow } from './merge-live-models.js';

export interface LiveModelCacheOptions {
  /** Asks one vendor; an empty list where it has none (404). */
  readonly fetch: (provider: string) => Promise<readonly ListedModel[]>;
  /** How long an answer is used again, milliseconds. @default 300000 */
  readonly freshForMs?: number;
  /** How long {@link LiveModelCache.list} waits for one vendor, milliseconds. @default 10000 */
  readonly timeoutMs?: number;
  readonly clock: Clock;
}

/** Models of several providers, and which of the vendors could not be asked. */
export interface LiveModelList {
  /** In the order of the entries; every model of the catalogues is there whatever fails. */
  readonly models: readonly LiveModelRow[];
  readonly problems: readonly LiveModelProblem[];
}

/** Why a vendor's list is missing or old. */
export interface LiveModelProblem {
  readonly provider: string;
  /** A code of docs/errors.md, `timeout`, or `unknown`. */
  readonly code: string;
  readonly message: string;
}

/** What the vendors list now, remembered for a while. */
export interface LiveModelCache {
  /**
   * Asks each vendor whose answer is not fresh, all at once and each only once however many callers wait. Never
   * rejects: a vendor that fails is a problem in the result, beside its last known list if there is one.
   */
  list(entries: readonly CatalogueEntry[]): Promise<LiveModelList>;
  /** Drops what is known of a provider, an answer that is still under way included. */
  forget(provider: string): void;
}

interface Listing {
  readonly models: readonly ListedModel[];
  readonly atMs: number;
}

type Answer =
  | { readonly listing: Listing; readonly problem?: undefined }
  | { readonly listing?: Listing; readonly problem: LiveModelProblem };

/** Everything known of one provider's list. */
interface Memory {
  listing?: Listing;
  inFlight?: Promise<Answer>;
}

export function createLiveModelCache(options: LiveModelCacheOptions): LiveModelCache {
  const { clock, freshForMs = 300_000, timeoutMs = 10_000 } = options;
  const memories = new Map<string, Memory>();

  const ask = async (provider: string, memory: Memory): Promise<Answer> => {
    try {
      const models = await options.fetch(provider);
      memory.listing = { models, atMs: clock.nowMs() };
      return { listing: memory.listing };
    } catch (error) {
      return failed(memory, problemOf(provider, error));
    } finally {
      delete memory.inFlight;
    }
  };

  const answerOf = (provider: string): Promise<Answer> => {
    const memory = memories.get(provider) ?? {};
    memories.set(provider, memory);
    const { listing } = memory;
    if (listing !== undefined && clock.nowMs() - listing.atMs < freshForMs)
      return Promise.resolve({ listing });
    // An own turn, so that a fetch that throws at once still finds `inFlight` set and clears it.
    memory.inFlight ??= Promise.resolve().then(() => ask(provider, memory));
    return withTimeout(memory.inFlight, { clock, timeoutMs }, () =>
      failed(memory, {
        provider,
        code: 'timeout',
        message: `${provider} did not list its models within ${timeoutMs} ms`,
      }),
    );
  };

  return {
    async list(entries) {
      const answers = await Promise.all(entries.map(({ provider }) => answerOf(provider)));
      return {
        models: entries.flatMap((entry, index) => rowsOf(entry, answers[index]?.listing)),
        problems: answers.flatMap(({ problem }) => (problem === undefined ? [] : [problem])),
      };
    },
    forget(provider) {
      memories.delete(provider);
    },
  };
}

function rowsOf({ provider, models }: CatalogueEntry, listing: Listing | undefined): readonly LiveModelRow[] {
  return listing === undefined
    ? unlistedModels(models, provider)
    : mergeLiveModels(models, listing.models, { provider, nowMs: listing.atMs });
}

/** An old list is better than none, as long as the problem is told beside it. */
function failed({ listing }: Memory, problem: LiveModelProblem): Answer {
  return listing === undefined ? { problem } : { listing, problem };
}

function problemOf(provider: string, error: unknown): LiveModelProblem {
  return {
    provider,
    code: RegError.isInstance(error) ? error.code : 'unknown',
    message: error instanceof Error ? error.message : String(error),
  };
}

function withTimeout<T>(
  promise: Promise<T>,
  { clock, timeoutMs }: { readonly clock: Clock; readonly timeoutMs: number },
  onTimeout: () => T,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.schedule(timeoutMs, () => {
      resolve(onTimeout());
    });
    promise.then(resolve, reject).finally(cancel);
  });
}
