import type { Clock } from '@reg/core';

/** How a simulator is started. Everything has a default. */
export interface SimulatorOptions {
  /** @default 0: any free port. */
  readonly port?: number;
  /** Used for every wait and every time stamp. @default the system's clock */
  readonly clock?: Clock;
  /**
   * `none`: as fast as the network. `realistic`: 350 ms to the first token, then 80 tokens a second. The numbers
   * below replace the pacing's own.
   * @default 'none'
   */
  readonly pacing?: 'none' | 'realistic';
  readonly firstTokenDelayMs?: number;
  /** Before each chunk of a stream after the first. */
  readonly chunkDelayMs?: number;
  readonly tokensPerSecond?: number;
  /** Tokens in one chunk of a stream. @default 3 */
  readonly tokensPerChunk?: number;
  /** The keys that are accepted. @default any key that is not empty */
  readonly keys?: readonly string[];
  /** Ids of the models that are served, of those the simulator knows; others get its plainest shape. @default all it knows */
  readonly models?: readonly string[];
  /** How many requests are remembered. @default 200 */
  readonly maxRequests?: number;
  /** The largest request body in bytes. @default the vendor's own limit: 100 MB */
  readonly maxBodyBytes?: number;
}
