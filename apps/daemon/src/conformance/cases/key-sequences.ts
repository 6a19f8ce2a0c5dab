import { glmErrors, kimiErrors } from '@reg/testkit';
import type { CaseSetup } from '../conformance-case.js';
import { answers, failsOver, refuses } from './befallen.js';
import { ask, notElsewhere, script, type SequenceRow } from './sequence-row.js';

const kimiKeys = ['sk-kimi0conformance0first00abcdef', 'sk-kimi0conformance0second0abcdef'] as const;
const glmKeys = [
  '0123456789abcdef0123456789abcdef.FirstFirst000000',
  'fedcba9876543210fedcba9876543210.SecondSecond0000',
] as const;
/** A key that is dead or empty rests; another key of the same vendor comes before another vendor. */
export const keySequences: readonly SequenceRow[] = (['kimi', 'glm'] as const).flatMap((vendor) => {
  const keys = vendor === 'kimi' ? kimiKeys : glmKeys;
  const setup: CaseSetup = { keys: { [vendor]: keys } };
  const wrong = vendor === 'kimi' ? kimiErrors.incorrectApiKey : glmErrors['1000'];
  const empty = vendor === 'kimi' ? kimiErrors.insufficientBalance : glmErrors['1113'];
  const first = { key: keys[0] };
  return [
    {
      name: 'dead-key-and-rotation',
      vendor,
      setup,
      steps: [
        script(vendor, { kind: 'error', error: wrong, when: first, times: 'always' }),
        ask(answers(vendor, { times: 2 })),
        ask(answers(vendor), 3),
      ],
      complaints: ['deadRetries'],
    },
    {
      name: 'empty-key-and-rotation',
      vendor,
      setup,
      steps: [
        script(vendor, { kind: 'error', error: empty, when: first, times: 'always' }),
        ask(answers(vendor, { times: 2 })),
        ask(answers(vendor), 3),
      ],
    },
    {
      name: 'all-keys-dead',
      vendor,
      setup,
      steps: [
        script(vendor, { kind: 'error', error: wrong, times: 'always' }),
        {
          type: 'ask' as const,
          question: notElsewhere,
          law: refuses(vendor, 'credentials', { asked: { [vendor]: 2 } }),
        },
      ],
    },
    {
      name: 'all-keys-dead-and-failover',
      vendor,
      setup,
      steps: [
        script(vendor, { kind: 'error', error: wrong, times: 'always' }),
        ask(failsOver(vendor, 2)),
        ask(failsOver(vendor, 0)),
      ],
    },
  ] satisfies SequenceRow[];
});
