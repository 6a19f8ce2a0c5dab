import type { Random } from '@reg/core';

const subjects = [
  'A registry',
  'A router',
  'A fallback chain',
  'A patient client',
  'A circuit breaker',
  'A good default',
  'A stream',
  'A small test',
];
const verbs = ['keeps', 'finds', 'measures', 'explains', 'protects', 'shortens', 'follows', 'repeats'];
const objects = [
  'the next answer',
  'a slow afternoon',
  'the cheaper path',
  'every attempt',
  'a long conversation',
  'the first token',
  'an honest error',
  'the whole budget',
];
const endings = [
  'without a fuss',
  'before anyone asks',
  'in the same order',
  'one step at a time',
  'as long as it must',
  'with a clear reason',
  'on a quiet machine',
  'again and again',
];

/** One made-up sentence. */
export function fillerSentence(random: Random): string {
  return `${pick(subjects, random)} ${pick(verbs, random)} ${pick(objects, random)} ${pick(endings, random)}.`;
}

/** Exactly `count` words of made-up sentences. */
export function fillerWords(count: number, random: Random): string {
  const words: string[] = [];
  while (words.length < count) words.push(...fillerSentence(random).split(' '));
  const text = words.slice(0, count).join(' ');
  return text === '' || text.endsWith('.') ? text : `${text}.`;
}

function pick(choices: readonly string[], random: Random): string {
  return choices[Math.floor(random() * choices.length)] ?? '';
}
