import { glmErrors, kimiErrors } from '@reg/testkit';
import { failsOver } from './befallen.js';
import { ask, configured, script, type SequenceRow } from './sequence-row.js';

const setup = configured({ routing: { allowContentFilterFailover: true } });

/** Where the operator allowed it, another vendor judges what one vendor's content filter refused. */
export const policySequences: readonly SequenceRow[] = [
  {
    name: 'content-filter-fails-over-where-allowed',
    setup,
    steps: [
      script('kimi', { kind: 'error', error: kimiErrors.contentFilter, times: 'always' }),
      // Nobody is blamed for it, so the vendor is asked again each time.
      ask(failsOver('kimi', 1), 4),
    ],
  },
  {
    name: 'content-filter-fails-over-where-allowed',
    vendor: 'glm',
    setup,
    steps: [
      script('glm', { kind: 'error', error: glmErrors['1301'], times: 'always' }),
      ask(failsOver('glm', 1), 4),
    ],
  },
  {
    name: 'sensitive-before-content-fails-over-where-allowed',
    vendor: 'glm',
    stream: true,
    setup,
    steps: [
      script('glm', { kind: 'finish_reason', reason: 'sensitive', afterContentChunks: 0, times: 'always' }),
      ask(failsOver('glm', 1)),
    ],
  },
];
