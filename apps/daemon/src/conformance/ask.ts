import type { ConformanceCase, Question, Vendor } from './conformance-case.js';
import type { LawContext } from './check-law.js';
import type { Seen } from './seen.js';
import { modelsOf } from './subject/case-config.js';
import type { Subject, SubjectQuestion } from './subject/subject.js';
import type { Upstreams } from './upstream/start-upstreams.js';

/** The gateway and the vendors behind it. */
export interface StepContext {
  readonly subject: Subject;
  readonly upstreams: Upstreams;
  readonly patienceMs: number;
  /** The text of the last whole answer. */
  readonly memory: { wholeText?: string };
}

/** What one step showed. */
export interface StepResult {
  readonly seen: string;
  readonly differences: readonly string[];
  readonly asked: number;
}

/** Asks one question and waits for the end of its answer. */
export async function ask(
  scenario: ConformanceCase,
  question: Question | undefined,
  context: StepContext,
): Promise<Seen> {
  const before = counts(context);
  const startedAtMs = performance.now();
  const answered = await context.subject.ask({
    ...questionFor(scenario, question, context),
    signal: AbortSignal.timeout(context.patienceMs),
  });
  return { ...answered, asked: since(before, context), elapsedMs: performance.now() - startedAtMs };
}

const prompt = 'Tell me about the sea, 世界 🌊, and be brief.';

export function questionFor(
  { vendor, stream, setup = {} }: ConformanceCase,
  question: Question = {},
  { subject }: StepContext,
): Pick<SubjectQuestion, 'body' | 'route'> {
  const model = question.model ?? modelsOf(setup, vendor)[0] ?? '';
  return {
    body: {
      model: subject.modelName(vendor, model),
      messages: [{ role: 'user', content: prompt }],
      thinking: { type: 'disabled' },
      stream,
      ...(stream ? { stream_options: { include_usage: true } } : {}),
      ...question.body,
    },
    route: { allowFallback: question.allowFallback ?? true, ...question.route },
  };
}

/** What is needed to judge an answer: what the vendors really said. */
export function lawContext({ subject, upstreams, memory }: StepContext): LawContext {
  const { kimi, glm } = upstreams.simulators;
  const total = (vendor: Vendor): number | undefined => {
    const usage = upstreams.simulators[vendor].lastAnswer?.usage;
    return usage === undefined ? undefined : usage.promptTokens + usage.completionTokens;
  };
  return {
    said: { kimi: kimi.lastAnswer?.content, glm: glm.lastAnswer?.content },
    usageOf: { kimi: total('kimi'), glm: total('glm') },
    before: memory.wholeText,
    surface: subject.surface,
  };
}

export type Counts = Readonly<Record<Vendor, number>>;

export function counts({ upstreams: { simulators } }: StepContext): Counts {
  return { kimi: simulators.kimi.requests.length, glm: simulators.glm.requests.length };
}

export function since(before: Counts, context: StepContext): Counts {
  const now = counts(context);
  return { kimi: now.kimi - before.kimi, glm: now.glm - before.glm };
}

/** What the vendors counted; or what the gateway tells, where a server that counts nothing stands for one. */
export function attemptsOf({ asked, attempts = 0 }: Seen): number {
  return Math.max(asked.kimi + asked.glm, attempts);
}
