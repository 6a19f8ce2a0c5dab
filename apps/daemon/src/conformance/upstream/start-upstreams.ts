import type { VendorSimulator } from '@reg/testkit';
import type { CaseSetup, Vendor } from '../conformance-case.js';
import { startRawServer } from './raw-server.js';
import { startUnansweringPort } from './unanswering-port.js';
import type { UpstreamPlace } from './upstream-place.js';

/** Both vendors of one case. */
export interface Upstreams {
  readonly simulators: Readonly<Record<Vendor, VendorSimulator>>;
  readonly baseUrls: Readonly<Record<Vendor, string>>;
  /** Why the case cannot be run on this machine. */
  readonly missing?: string;
  close(): Promise<void>;
}

export interface UpstreamOptions {
  readonly place?: CaseSetup['place'] | undefined;
  /** @default any free port */
  readonly ports?: Partial<Readonly<Record<Vendor, number>>>;
}

/** Nobody listens there any more, and it is never handed out: a free port of now may be taken in a moment. */
const discardPort = 9;

/** Starts the simulators, and whatever a case puts in the place of one. */
export async function startUpstreams(options: UpstreamOptions = {}): Promise<Upstreams> {
  const { startGlmSimulator, startKimiSimulator } = await import('@reg/testkit');
  const { place, ports } = options;
  const [kimi, glm] = await Promise.all([
    startKimiSimulator({ port: ports?.kimi ?? 0 }),
    startGlmSimulator({ port: ports?.glm ?? 0 }),
  ]);
  const places = await Promise.all([placed(kimi, place?.kimi), placed(glm, place?.glm)]);
  const [kimiPlace, glmPlace] = places;
  const isMissing = places.some(({ baseUrl }) => baseUrl === undefined);
  return {
    simulators: { kimi, glm },
    baseUrls: { kimi: kimiPlace.baseUrl ?? kimi.baseUrl, glm: glmPlace.baseUrl ?? glm.baseUrl },
    ...(isMissing ? { missing: 'this system completes connections that nobody accepts' } : {}),
    async close() {
      await Promise.all([kimi.close(), glm.close(), ...places.map((taken) => taken.close())]);
    },
  };
}

interface Placed {
  /** Absent: the place cannot be had on this system. */
  readonly baseUrl: string | undefined;
  close(): Promise<void>;
}

async function placed(simulator: VendorSimulator, place: UpstreamPlace | undefined): Promise<Placed> {
  const path = simulator.baseUrl.slice(simulator.origin.length);
  switch (place?.kind) {
    case undefined:
      return { baseUrl: simulator.baseUrl, close: nothing };
    case 'refused':
      return { baseUrl: `http://127.0.0.1:${discardPort}${path}`, close: nothing };
    case 'unresolvable':
      return { baseUrl: `http://vendor.invalid${path}`, close: nothing };
    case 'tls-on-plain':
      return { baseUrl: simulator.baseUrl.replace('http:', 'https:'), close: nothing };
    case 'unanswering': {
      const silent = await startUnansweringPort();
      return silent === undefined
        ? { baseUrl: undefined, close: nothing }
        : { baseUrl: `http://127.0.0.1:${silent.port}${path}`, close: () => silent.close() };
    }
    case 'raw': {
      const server = await startRawServer(place.behaviour);
      return { baseUrl: server.origin + path, close: () => server.close() };
    }
  }
}

function nothing(): Promise<void> {
  return Promise.resolve();
}
