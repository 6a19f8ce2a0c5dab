import type { Vendor } from '../conformance-case.js';
import { askOverHttp } from '../client/ask-over-http.js';
import type { OpenSubject } from './subject.js';

export interface TargetOptions {
  /** Its OpenAI endpoint, up to and including `/v1`. */
  readonly baseUrl: string;
  readonly apiKey?: string | undefined;
  /** What its operator calls the model that falls back from the one vendor to the other. */
  readonly models: Readonly<Record<Vendor, string>>;
}

/** Somebody's running gateway. It is configured by its operator, so only what holds for any gateway is asked. */
export function openTarget({ baseUrl, apiKey, models }: TargetOptions): OpenSubject {
  return () =>
    Promise.resolve({
      surface: 'target',
      modelName: (vendor) => models[vendor],
      // `thinking` and `reg` are words of reg's own contract with its vendors.
      ask: ({ body: { thinking: _thinking, ...body }, route: _route, ...rest }) =>
        askOverHttp({ ...rest, baseUrl, apiKey, body }),
      endpointState: () => Promise.resolve(undefined),
      restart: () => Promise.reject(new Error('Nobody restarts a gateway of somebody else.')),
      close: () => Promise.resolve(),
    });
}
