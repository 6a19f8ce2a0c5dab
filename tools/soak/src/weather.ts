import type { Random } from '@reg/core';
import type { Fault, VendorSimulator } from '@reg/testkit';
import { everyFault, faultKinds, keyError, type Vendor } from './every-fault.js';
import { pickFrom } from './pick.js';

export interface WeatherOptions {
  readonly simulators: Readonly<Record<Vendor, VendorSimulator>>;
  readonly random: Random;
  /** The key of each vendor that is told that it is spent or refused. */
  readonly poorKeys: Readonly<Record<Vendor, string>>;
}

export interface Weather {
  /** How often each kind of fault was put up, whether it befell a request or not. */
  readonly counts: Readonly<Partial<Record<Fault['kind'], number>>>;
  /** Forgets what is left of the last faults and puts up new ones. */
  change(): Promise<void>;
  clear(): Promise<void>;
}

/** Faults that come and go: at any time each vendor has none, some or, for a while, nothing but. */
export function createWeather({ simulators, random, poorKeys }: WeatherOptions): Weather {
  const counts: Partial<Record<Fault['kind'], number>> = {};
  /** Every kind comes once before any comes again. */
  let deck: Fault['kind'][] = [];

  const nextFault = (vendor: Vendor): Fault => {
    if (deck.length === 0) deck = shuffled(faultKinds, random);
    const kind = deck.pop() ?? 'silence';
    counts[kind] = (counts[kind] ?? 0) + 1;
    // The union of the makers' results is a fault; the correlation with its kind is not needed here.
    return { ...(everyFault[kind] as (random: Random, vendor: Vendor) => Fault)(random, vendor), ...chat };
  };

  const changeOne = async (vendor: Vendor): Promise<void> => {
    const simulator = simulators[vendor];
    await simulator.clearFaults();
    const poor = { kind: 'error', error: keyError(random, vendor), times: 'always' } as const;
    const storm = random() < 0.04;
    simulator.script(
      { ...poor, when: { key: poorKeys[vendor] } },
      ...(random() < 0.6 ? [nextFault(vendor), nextFault(vendor)] : []),
      ...(storm ? [{ kind: 'status', status: 503, times: 'always', ...chat } as const] : []),
    );
  };

  return {
    counts,
    async change() {
      await changeOne(pickFrom(['kimi', 'glm'], random));
    },
    async clear() {
      await Promise.all(Object.values(simulators).map((simulator) => simulator.clearFaults()));
    },
  };
}

const chat = { when: { path: '/chat/completions' } } as const;

function shuffled<T>(values: readonly T[], random: Random): T[] {
  return values
    .map((value) => ({ value, place: random() }))
    .sort((left, right) => left.place - right.place)
    .map(({ value }) => value);
}
