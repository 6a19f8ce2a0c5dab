import { isRecord, numberOf, textOf, type JsonRecord } from '../json-value.js';
import { signThinking } from './sign-thinking.js';

/** Everything that a request may have; OpenAI's words among it are the mistake that this is for. */
const fields: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'system',
  'max_tokens',
  'stream',
  'temperature',
  'top_p',
  'top_k',
  'stop_sequences',
  'tools',
  'tool_choice',
  'thinking',
  'metadata',
  'output_config',
  'cache_control',
  'service_tier',
]);

type Rule = (body: JsonRecord, messages: readonly JsonRecord[], signs: boolean) => string | undefined;

/** The first rule of the Messages API that a request breaks (platform.claude.com, 2026-11). */
export function brokenMessagesRule(body: JsonRecord, signs: boolean): string | undefined {
  const messages = Array.isArray(body['messages']) ? body['messages'].filter(isRecord) : [];
  for (const rule of rules) {
    const broken = rule(body, messages, signs);
    if (broken !== undefined) return broken;
  }
  return undefined;
}

const knownFields: Rule = (body) => {
  const other = Object.keys(body).find((name) => !fields.has(name));
  return other === undefined ? undefined : `${other}: Extra inputs are not permitted`;
};

const required: Rule = (body, messages) => {
  if (typeof body['model'] !== 'string') return 'model: Field required';
  const most = numberOf(body['max_tokens']);
  if (most === undefined || !Number.isInteger(most) || most < 1) return 'max_tokens: Field required';
  if (messages.length === 0) return 'messages: at least one message is required';
  const temperature = numberOf(body['temperature']) ?? 0;
  return temperature < 0 || temperature > 1 ? 'temperature: must be from 0 to 1' : undefined;
};

const contents: Rule = (_body, messages) => {
  for (const [at, { role, content }] of messages.entries()) {
    if (role !== 'user' && role !== 'assistant') return `messages.${at}.role: must be user or assistant`;
    if (typeof content === 'string' ? content === '' : !Array.isArray(content) || content.length === 0)
      return `messages.${at}: all messages must have non-empty content`;
    const broken = blocksOf(content).find((block) => !isWellFormed(block, role));
    if (broken !== undefined) return `messages.${at}.content: ${String(broken['type'])} is not well formed`;
  }
  return undefined;
};

function isWellFormed(
  { type, text, thinking, signature, source, ...block }: JsonRecord,
  role: string,
): boolean {
  if (type === 'text') return typeof text === 'string' && text !== '';
  if (role === 'assistant') {
    if (type === 'thinking') return typeof thinking === 'string' && typeof signature === 'string';
    if (type === 'redacted_thinking') return typeof block['data'] === 'string';
    const id = textOf(block['id']) ?? '';
    return type === 'tool_use' && /^[\w-]+$/.test(id) && isRecord(block['input']);
  }
  if (type === 'tool_result') return typeof block['tool_use_id'] === 'string';
  if ((type !== 'image' && type !== 'document') || !isRecord(source)) return false;
  if (source['type'] === 'url') return typeof source['url'] === 'string';
  return (
    source['type'] === 'base64' &&
    [source['data'], source['media_type']].every((value) => typeof value === 'string')
  );
}

/** Each call has an id of its own, and all calls of a turn are answered in the next one. */
const toolResults: Rule = (_body, messages) => {
  const seen = new Set<unknown>();
  let asked: readonly unknown[] = [];
  for (const [at, { role, content }] of messages.entries()) {
    const blocks = blocksOf(content);
    const answered = blocks.filter(({ type }) => type === 'tool_result').map((block) => block['tool_use_id']);
    const stray = answered.find((id) => !asked.includes(id));
    if (stray !== undefined)
      return `messages.${at}: unexpected tool_use_id ${String(stray)} in tool_result blocks`;
    const missing = asked.find((id) => !answered.includes(id));
    if (missing !== undefined)
      return `messages.${at}: tool_use ${String(missing)} has no tool_result right after it`;
    asked = role === 'assistant' ? blocks.filter(({ type }) => type === 'tool_use').map(({ id }) => id) : [];
    const twice = asked.find((id) => seen.has(id));
    if (twice !== undefined) return `messages.${at}: tool_use ids must be unique, ${String(twice)} is not`;
    for (const id of asked) seen.add(id);
  }
  return undefined;
};

/** An empty signature passes, as Kimi lets it (seen 2026-06); a wrong one does not. */
const signatures: Rule = (_body, messages, signs) => {
  if (!signs) return undefined;
  const thoughts = messages
    .flatMap(({ content }) => blocksOf(content))
    .filter(({ type }) => type === 'thinking');
  const isWrong = thoughts.some(
    ({ thinking, signature }) => signature !== '' && signature !== signThinking(String(thinking)),
  );
  return isWrong ? 'messages: invalid signature in thinking block' : undefined;
};

const tools: Rule = ({ tools: offered, tool_choice: choice }) => {
  const listed = Array.isArray(offered) ? offered.filter(isRecord) : [];
  const wrong = listed.find(
    ({ name, input_schema: schema }) =>
      typeof name !== 'string' || !isRecord(schema) || schema['type'] !== 'object',
  );
  if (wrong !== undefined) return 'tools: name and input_schema of type object are required';
  if (choice === undefined) return undefined;
  if (listed.length === 0) return 'tool_choice may only be specified while providing tools';
  const type = isRecord(choice) ? choice['type'] : undefined;
  return ['auto', 'any', 'none', 'tool'].includes(String(type)) ? undefined : 'tool_choice: unknown type';
};

function blocksOf(content: unknown): readonly JsonRecord[] {
  return Array.isArray(content) ? content.filter(isRecord) : [];
}

const rules: readonly Rule[] = [knownFields, required, contents, toolResults, signatures, tools];
