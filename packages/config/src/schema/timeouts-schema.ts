import * as z from 'zod';
import { decimal, wholeNumber } from './form.js';
import { longestTimerMs } from './limits.js';
import { section } from './section.js';
import { optionalSetting } from './setting.js';

const phases = {
  connectMs: 'Name lookup, TCP and TLS.',
  headersMs: 'From the request being sent to the headers of the response.',
  firstTokenMs: 'From the headers to the first content of a stream.',
  idleMs: 'Between two chunks after that.',
  totalMs: 'The whole attempt.',
};

const attemptMs = () => wholeNumber({ min: 1, max: longestTimerMs });

/** The timeouts of one attempt, for every provider or, without variables, for one. */
export function timeoutsSchema(description: string, options: { readonly withVariables: boolean }) {
  const phase = (name: keyof typeof phases, variable: string) =>
    optionalSetting(attemptMs(), {
      description: phases[name],
      unit: 'ms',
      ...(options.withVariables ? { env: [variable] } : {}),
      defaultText: options.withVariables ? "the vendor's" : 'that of `timeouts`',
    });
  return section(description, {
    connectMs: phase('connectMs', 'REG_TIMEOUT_CONNECT_MS'),
    headersMs: phase('headersMs', 'REG_TIMEOUT_HEADERS_MS'),
    firstTokenMs: phase('firstTokenMs', 'REG_TIMEOUT_FIRST_TOKEN_MS'),
    idleMs: phase('idleMs', 'REG_TIMEOUT_IDLE_MS'),
    totalMs: phase('totalMs', 'REG_TIMEOUT_TOTAL_MS'),
    minBytesPerSecond: optionalSetting(decimal({ min: 0, max: 1_000_000_000 }), {
      description: 'A stream that is slower than this for ten seconds counts as stalled.',
      unit: 'bytes per second',
      ...(options.withVariables ? { env: ['REG_MIN_BYTES_PER_SECOND'] } : {}),
      defaultText: options.withVariables ? 'none' : 'that of `timeouts`',
    }),
  });
}

/** Timeouts by model name, for a config file. */
export function modelTimeoutsSchema() {
  const ms = attemptMs().schema.exactOptional();
  return z.record(
    z.string().trim().min(1).max(512),
    z.strictObject({
      connectMs: ms,
      headersMs: ms,
      firstTokenMs: ms,
      idleMs: ms,
      totalMs: ms,
      minBytesPerSecond: z.number().min(0).exactOptional(),
    }),
  );
}
