import type { ConformanceCase } from '../conformance-case.js';
import { beforeResponseCases } from './before-response.js';
import { bodyCases } from './bodies.js';
import { peerCases } from './peers.js';
import { sequenceCases } from './sequences.js';
import { statusCases } from './statuses.js';
import { streamCases } from './streams.js';

/** Every case of the report, in its order. */
export const allCases: readonly ConformanceCase[] = [
  ...beforeResponseCases,
  ...statusCases,
  ...bodyCases,
  ...streamCases,
  ...sequenceCases,
  ...peerCases,
];
