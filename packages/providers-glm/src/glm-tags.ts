/** A piece of an answer with thinking and text apart. */
export interface SeparatedText {
  readonly content: string;
  readonly reasoning: string;
}

/** Takes GLM's tags out of a text that comes in pieces. */
export interface TagReader {
  read(piece: string): SeparatedText;
  /** What was held back because it might have become a tag. Call it when the text is complete. */
  rest(): SeparatedText;
}

const tags = ['<think>', '</think>', '<|begin_of_box|>', '<|end_of_box|>'] as const;
const anyTag = /<think>|<\/think>|<\|begin_of_box\|>|<\|end_of_box\|>/;

/**
 * Some vision and Z1 models write their thinking into the text as `<think>…</think>` and put the answer into a
 * box. Thinking becomes reasoning, box marks vanish. A tag may be cut anywhere between two pieces, so the end of
 * a piece that could begin one (17 characters at most) waits for the next.
 */
export function createTagReader(): TagReader {
  let held = '';
  let thinking = false;

  const separate = (text: string): SeparatedText => {
    let content = '';
    let reasoning = '';
    for (const part of text.split(new RegExp(`(${anyTag.source})`))) {
      if (part === '<think>') thinking = true;
      else if (part === '</think>') thinking = false;
      else if (anyTag.test(part)) continue;
      else if (thinking) reasoning += part;
      else content += part;
    }
    return { content, reasoning };
  };

  return {
    read(piece) {
      const text = held + piece;
      const cut = text.length - lengthOfOpenTag(text);
      held = text.slice(cut);
      return separate(text.slice(0, cut));
    },
    rest() {
      const text = held;
      held = '';
      return separate(text);
    },
  };
}

/** Thinking and text of a whole answer. */
export function separateTags(text: string): SeparatedText {
  const reader = createTagReader();
  const first = reader.read(text);
  const last = reader.rest();
  return { content: first.content + last.content, reasoning: first.reasoning + last.reasoning };
}

/** How much of the text's end could be the beginning of a tag. */
function lengthOfOpenTag(text: string): number {
  const start = text.lastIndexOf('<');
  if (start < 0) return 0;
  const end = text.slice(start);
  return tags.some((tag) => tag.startsWith(end) && tag !== end) ? end.length : 0;
}
