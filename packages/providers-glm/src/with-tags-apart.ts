import type { ChatCompletion, ChatCompletionChunk } from '@reg/core';
import type { ChatCodec } from '@reg/openai-compatible';
import { glmModelRules } from './glm-model-rules.js';
import { createTagReader, separateTags } from './glm-tags.js';
import type { SeparatedText, TagReader } from './glm-tags.js';

/** A codec that takes the thinking out of the text of the models that write it there, between tags. */
export function withTagsApart(codec: ChatCodec): ChatCodec {
  return {
    ...codec,

    decodeCompletion(body, context) {
      const answer = codec.decodeCompletion(body, context);
      return glmModelRules(context.model).tagsInText ? withoutTags(answer) : answer;
    },

    createChunkDecoder(context) {
      const decode = codec.createChunkDecoder(context);
      if (!glmModelRules(context.model).tagsInText) return decode;
      const separate = createTagSeparator();
      return (event) => {
        const chunk = decode(event);
        return chunk === undefined ? chunk : separate(chunk);
      };
    },
  };
}

function withoutTags(answer: ChatCompletion): ChatCompletion {
  const choices = answer.choices.map((choice) => {
    const { message } = choice;
    const { content, ...reasoning } = apart(separateTags(message.content ?? ''), message.reasoning_content);
    return { ...choice, message: { ...message, ...reasoning, content } };
  });
  return { ...answer, choices };
}

/** Takes the tags out of one stream; what was held back comes with the finish. */
function createTagSeparator(): (chunk: ChatCompletionChunk) => ChatCompletionChunk {
  const readers = new Map<number, TagReader>();
  return (chunk) => {
    const choices = chunk.choices.map((choice) => {
      const { index, delta, finish_reason } = choice;
      const reader = readers.get(index) ?? createTagReader();
      readers.set(index, reader);
      const piece = reader.read(delta.content ?? '');
      const rest = finish_reason === null ? nothing : reader.rest();
      const text = { content: piece.content + rest.content, reasoning: piece.reasoning + rest.reasoning };
      return { ...choice, delta: { ...delta, ...apart(text, delta.reasoning_content) } };
    });
    return { ...chunk, choices };
  };
}

const nothing: SeparatedText = { content: '', reasoning: '' };

/** The separated text beside reasoning that came in its own field. */
function apart(
  text: SeparatedText,
  known: string | null | undefined,
): { content: string; reasoning_content?: string } {
  const reasoning = `${known ?? ''}${text.reasoning}`;
  return { content: text.content, ...(reasoning === '' ? {} : { reasoning_content: reasoning }) };
}
