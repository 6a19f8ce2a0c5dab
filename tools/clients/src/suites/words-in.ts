/** The simulators write as many words as they are asked for. */
export function wordsIn(text: string): number {
  return text.trim().split(/\s+/).length;
}
