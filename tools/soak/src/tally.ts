import type { Received } from './ask.js';
import type { SoakFigures } from './figures.js';
import type { Judgement } from './judge.js';
import type { Question } from './question.js';

type Counted = Pick<
  SoakFigures,
  'requests' | 'verdicts' | 'kinds' | 'manners' | 'streams' | 'errors' | 'wrong' | 'furtherAttempts'
>;

const maxWrong = 20;

/** Adds up what became of each request. Bounded, however long it runs. */
export function createTally() {
  const counted = {
    requests: 0,
    verdicts: { answered: 0, honest_error: 0, left: 0, lost: 0, dishonest: 0 },
    kinds: { prose: 0, continued: 0, hedged: 0, tool: 0, json: 0 },
    manners: { plain: 0, leaver: 0, sleeper: 0 },
    streams: 0,
    errors: {} as Record<string, number>,
    wrong: [] as string[],
    furtherAttempts: 0,
  };
  return {
    add(question: Question, received: Received, { verdict, detail = '' }: Judgement): void {
      counted.requests += 1;
      counted.verdicts[verdict] += 1;
      counted.kinds[question.kind] += 1;
      counted.manners[question.manner] += 1;
      if (question.stream) counted.streams += 1;
      counted.furtherAttempts += Math.max(0, Number(received.headers['x-reg-attempts'] ?? 1) - 1);
      if (verdict === 'honest_error') counted.errors[detail] = (counted.errors[detail] ?? 0) + 1;
      const isWrong = verdict === 'lost' || verdict === 'dishonest';
      if (isWrong && counted.wrong.length < maxWrong)
        counted.wrong.push(`${verdict}: ${detail} (${describe(question, received)})`);
    },
    counted: (): Counted => counted,
  };
}

function describe({ kind, manner, stream, body }: Question, { headers }: Received): string {
  const name = `${kind}, ${manner}, ${stream ? 'stream' : 'whole'}, ${String(body['model'])}`;
  return `${name}, ${headers['x-reg-decision-id'] ?? headers['x-request-id'] ?? 'no id'}`;
}
