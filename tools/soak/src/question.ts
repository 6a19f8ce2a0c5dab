import type { Random } from '@reg/core';
import { pickFrom } from './pick.js';

/** What is asked for, and so what a whole answer must be. */
export type QuestionKind = 'prose' | 'continued' | 'hedged' | 'tool' | 'json';
/** What the client does. `leaver`: goes away in the middle. `sleeper`: reads slowly. */
export type ClientManner = 'plain' | 'leaver' | 'sleeper';

export interface Question {
  readonly kind: QuestionKind;
  readonly manner: ClientManner;
  readonly stream: boolean;
  readonly wantsUsage: boolean;
  readonly prompt: string;
  /** Words of the answer, where it is prose: the simulated models obey to the letter. */
  readonly words: number;
  /** When a leaver leaves. */
  readonly leavesAfterMs: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export const toolName = 'get_tide';
/** In characters of one to four bytes, so that pieces of them meet every border. */
const topics = ['the tide in Hamburg', 'Möwen und Grüße', '潮汐和月亮', 'a 🌊 at night'];
/** Few enough that every answer is asked of the reference once only. */
const wordCounts = [5, 12, 25, 40, 60];
const models = ['kimi/kimi-k2.6', 'kimi/kimi-k3', 'glm/glm-5.2', 'glm/glm-4.7', 'auto'];

/** The next question of a mix: half of it streams, a tenth leaves, a tenth reads slowly. */
export function nextQuestion(random: Random): Question {
  const kind = kindBy(random());
  const stream = kind === 'continued' || random() < 0.42;
  const words = pickFrom(wordCounts, random);
  const topic = pickFrom(topics, random);
  const prompt = promptOf(kind, words, topic);
  const wantsUsage = stream && random() < 0.5;
  return {
    kind,
    manner: mannerBy(random()),
    stream,
    wantsUsage,
    prompt,
    words,
    leavesAfterMs: Math.floor(random() * 150),
    body: {
      model: pickFrom(models, random),
      messages: [{ role: 'user', content: prompt }],
      ...(stream ? { stream } : {}),
      ...(wantsUsage ? { stream_options: { include_usage: true } } : {}),
      ...(kind === 'tool' ? { tools: [tool] } : {}),
      ...(kind === 'json' ? { response_format: { type: 'json_object' } } : {}),
      reg: { allowFallback: true, ...routeOf(kind, random) },
    },
  };
}

function kindBy(chance: number): QuestionKind {
  if (chance < 0.5) return 'prose';
  if (chance < 0.65) return 'continued';
  if (chance < 0.75) return 'hedged';
  return chance < 0.88 ? 'tool' : 'json';
}

function mannerBy(chance: number): ClientManner {
  if (chance < 0.1) return 'leaver';
  return chance < 0.2 ? 'sleeper' : 'plain';
}

function promptOf(kind: QuestionKind, words: number, topic: string): string {
  if (kind === 'tool') return `Use the tool ${toolName} for ${topic}.`;
  if (kind === 'json') return `Tell me about ${topic} as JSON.`;
  return `Write ${words} words about ${topic}.`;
}

function routeOf(kind: QuestionKind, random: Random): Readonly<Record<string, unknown>> {
  if (kind === 'continued') return { onStreamBreak: 'continue' };
  return kind === 'hedged' ? { hedge: { afterMs: 20 + Math.floor(random() * 200) } } : {};
}

const tool = {
  type: 'function',
  function: {
    name: toolName,
    description: 'The tide at a place.',
    parameters: { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] },
  },
} as const;
