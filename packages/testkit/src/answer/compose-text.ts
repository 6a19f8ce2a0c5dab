import type { Random } from '@reg/core';
import { fillerSentence, fillerWords } from './filler-text.js';
import { jsonFromSchema } from './json-from-schema.js';
import { lastUserText, type AnswerRequest, type PromptMessage } from './prompt.js';

const quoteLength = 600;
const maxWords = 100_000;

/** The whole content of an answer that calls no tool, before stop strings and limits. */
export function composeContent(request: AnswerRequest, random: Random): string {
  const last = request.messages.at(-1);
  if (last?.partial !== true) return composeFrom(request, request.messages, random);
  const full = composeFrom(request, request.messages.slice(0, -1), random);
  return full.startsWith(last.text)
    ? full.slice(last.text.length)
    : continueText(last.text, lastUserText(request.messages), random);
}

/** A text that was begun by somebody else is continued from where it is, not begun again. */
function continueText(prefix: string, question: string, random: Random): string {
  const gap = prefix === '' || /\s$/.test(prefix) ? '' : ' ';
  const wanted = wantedWords(question);
  if (wanted === undefined) return `${gap}${fillerSentence(random)} ${fillerSentence(random)}`;
  const missing = Math.max(0, wanted - countWords(prefix));
  return missing === 0 ? '' : gap + fillerWords(missing, random);
}

function composeFrom(request: AnswerRequest, messages: readonly PromptMessage[], random: Random): string {
  if (request.format.type !== 'text') return composeJson(request, messages, random);
  const wanted = wantedWords(lastUserText(messages));
  if (wanted !== undefined) return composeWords(request.model, wanted, random);
  const results = toolResults(messages);
  return results.length > 0
    ? composeResult(request, results, random)
    : composeReply(request, messages, random);
}

/** "Write 300 words about …" is the one order that every simulated model obeys to the letter. */
function wantedWords(question: string): number | undefined {
  const count = /\b(\d{1,6})[\s-]+words?\b/i.exec(question)?.[1];
  return count === undefined ? undefined : Math.min(maxWords, Number(count));
}

function composeWords(model: string, wanted: number, random: Random): string {
  const opening = `The simulated ${model} writes ${wanted} words.`.split(' ');
  if (wanted <= opening.length) return opening.slice(0, wanted).join(' ');
  return `${opening.join(' ')} ${fillerWords(wanted - opening.length, random)}`;
}

function composeReply(request: AnswerRequest, messages: readonly PromptMessage[], random: Random): string {
  const media = messages.findLast((message) => message.role === 'user')?.media ?? [];
  const seen = media.map(
    (item) =>
      ` I was given ${item.kind === 'image_url' ? 'an image' : item.kind === 'video_url' ? 'a video' : 'a file'} of type ${item.mediaType}, ${item.bytes} bytes.`,
  );
  return (
    `This is the simulated ${request.model}: no tokens were bought and nothing left your machine. ` +
    `You asked: “${quote(lastUserText(messages))}”.${seen.join('')} ` +
    `${fillerSentence(random)} ${request.howToGetReal}`
  );
}

/** The results of the tools that were called since the user last spoke. */
function toolResults(messages: readonly PromptMessage[]): readonly PromptMessage[] {
  const asked = messages.findLastIndex((message) => message.role === 'user');
  return messages.slice(asked + 1).filter((message) => message.role === 'tool');
}

function composeResult(request: AnswerRequest, results: readonly PromptMessage[], random: Random): string {
  const names = new Map(
    request.messages.flatMap((message) => message.toolCalls.map((call) => [call.id, call.name] as const)),
  );
  const told = results.map(
    (result) => `${names.get(result.toolCallId ?? '') ?? 'The tool'} answered “${quote(result.text)}”.`,
  );
  return `The simulated ${request.model} has used your tools. ${told.join(' ')} ${fillerSentence(random)} ${request.howToGetReal}`;
}

function composeJson(request: AnswerRequest, messages: readonly PromptMessage[], random: Random): string {
  const prompt = lastUserText(messages);
  if (request.format.type === 'json_schema')
    return JSON.stringify(jsonFromSchema(request.format.schema, { random, prompt }));
  const results = toolResults(messages).map((result) => quote(result.text));
  return JSON.stringify({
    model: request.model,
    simulated: true,
    question: quote(prompt),
    ...(results.length === 0 ? {} : { tool_results: results }),
    answer: fillerSentence(random),
  });
}

/** What a thinking model says to itself. More effort, more sentences. */
export function composeReasoning(request: AnswerRequest, random: Random): string {
  const sentences =
    request.effort === 'low' ? 0 : request.effort === 'max' || request.effort === 'xhigh' ? 3 : 1;
  const aside = Array.from({ length: sentences }, () => ` ${fillerSentence(random)}`).join('');
  return `The user asks “${quote(lastUserText(request.messages)).slice(0, 120)}”. I am simulated, so I cannot know; I can say what was asked.${aside}`;
}

function quote(text: string): string {
  const shown = text.trim();
  // Cut by code points: half an emoji is not text.
  return shown.length <= quoteLength
    ? shown
    : `${[...shown.slice(0, quoteLength * 2)].slice(0, quoteLength).join('')}…`;
}

function countWords(text: string): number {
  return text.split(/\s+/).filter(Boolean).length;
}
