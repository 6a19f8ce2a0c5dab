import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { UsageError } from './usage-error.js';

/**
 * The prompt of a command: its words, or a file, or standard input for `-`.
 *
 * @throws UsageError when there is none.
 */
export async function readPrompt(words: readonly string[], file: string | undefined): Promise<string> {
  const given = words.join(' ');
  if (given !== '' && file !== undefined)
    throw new UsageError('Give the prompt as words or with --file, not both.');
  const prompt = file === undefined ? given : await readSource(file);
  if (prompt.trim() === '')
    throw new UsageError('There is no prompt. Give it as words, or with --file (- for standard input).');
  return prompt;
}

async function readSource(file: string): Promise<string> {
  if (file === '-') return text(process.stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`The file ${file} cannot be read.`, { cause });
  }
}
