import type { VendorError } from '../faults/vendor-error.js';
import { mediaAddress } from '../answer/read-messages.js';
import { isRecord, textOf, type JsonRecord } from '../json-value.js';
import { kimiErrors, kimiInvalidRequest } from './kimi-errors.js';
import type { KimiModel } from './kimi-models.js';
import { mfjsProblem } from './mfjs.js';

/** What a check may ask. */
export interface KimiRuleContext {
  readonly body: JsonRecord;
  readonly messages: readonly JsonRecord[];
  readonly model: KimiModel;
  readonly thinks: boolean;
  hasFile(id: string): boolean;
}

type Rule = (context: KimiRuleContext) => VendorError | string | undefined;

/** The first rule of the model that the request breaks, as the vendor's answer to it. */
export function brokenKimiRule(context: KimiRuleContext): VendorError | undefined {
  for (const rule of rules) {
    const broken = rule(context);
    if (broken !== undefined) return typeof broken === 'string' ? kimiInvalidRequest(broken) : broken;
  }
  return undefined;
}

/** Whether the model thinks before it answers this request. */
export function kimiThinks(model: KimiModel, body: JsonRecord): boolean {
  const thinking = body['thinking'];
  return model.family !== 'k2.6' || !isRecord(thinking) || thinking['type'] !== 'disabled';
}

/** platform.kimi.ai (2026-09); seen live 2026-07-08 and 2026-08-27. Exactly the fixed value is accepted. */
const fixedParameters: Rule = ({ body, thinks }) => {
  const fixed = {
    temperature: thinks ? 1 : 0.6,
    top_p: 0.95,
    n: 1,
    presence_penalty: 0,
    frequency_penalty: 0,
  };
  const wrong = Object.entries(fixed).find(
    ([name, value]) => body[name] !== undefined && body[name] !== null && body[name] !== value,
  );
  return wrong && `invalid ${wrong[0]}: only ${wrong[1]} is allowed for this model`;
};

/** Seen live on K3 although the page documents them. */
const logprobs: Rule = ({ body, model }) =>
  model.family === 'k3' && (body['logprobs'] === true || body['top_logprobs'] !== undefined)
    ? 'invalid logprobs: only false is allowed for this model'
    : undefined;

const thinkingMode: Rule = ({ body, model }) => {
  const thinking = body['thinking'];
  return model.family === 'k2.7' && isRecord(thinking) && thinking['type'] !== 'enabled'
    ? 'invalid thinking: only type=enabled is allowed for this model'
    : undefined;
};

const stopStrings: Rule = ({ body }) => {
  const stops = [body['stop']].flat().filter((stop) => typeof stop === 'string');
  return stops.some((stop) => Buffer.byteLength(stop) > 32)
    ? 'Invalid request: stop words must not exceed 32 bytes'
    : undefined;
};

const toolChoice: Rule = ({ body, model, thinks }) => {
  const choice = body['tool_choice'];
  if (choice === undefined || choice === null || choice === 'auto' || choice === 'none') return undefined;
  if (isRecord(choice))
    return thinks ? "tool_choice 'specified' is incompatible with thinking enabled" : undefined;
  if (choice !== 'required') return `Invalid request: tool_choice ${JSON.stringify(choice)} is not valid`;
  return model.family === 'k3' ? undefined : "tool_choice 'required' is incompatible with thinking enabled";
};

const toolDefinitions: Rule = ({ body }) => {
  const tools = Array.isArray(body['tools']) ? body['tools'].filter(isRecord) : [];
  const targets = tools.map((tool) => tool['function']).filter(isRecord);
  const names = targets.map((target) => target['name']);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return `Invalid request: function name ${String(twice)} is duplicated`;
  for (const target of targets) {
    if (textOf(target['name'])?.startsWith('$') === true || target['strict'] === false) continue;
    const problem = mfjsProblem(target['parameters']);
    if (problem !== undefined)
      return `Invalid request: tools.function.parameters of ${String(target['name'])} is not a valid moonshot flavored json schema, details: <${problem}>`;
  }
  return undefined;
};

const responseFormat: Rule = ({ body, messages }) => {
  const format = body['response_format'];
  if (!isRecord(format)) return undefined;
  if (format['type'] === 'json_object' && messages.at(-1)?.['partial'] === true)
    return 'Invalid request: partial mode is not supported with response_format json_object';
  if (format['type'] !== 'json_schema') return undefined;
  const holder = format['json_schema'];
  if (!isRecord(holder)) return 'Invalid request: response_format.json_schema is required';
  const problem = holder['strict'] === false ? undefined : mfjsProblem(holder['schema']);
  return (
    problem &&
    `Invalid request: response_format.json_schema is not a valid moonshot flavored json schema, details: <${problem}>`
  );
};

const messageContents: Rule = ({ messages, model }) => {
  if (messages.length === 0) return 'Invalid request: messages must not be empty';
  for (const [position, message] of messages.entries()) {
    if (Array.isArray(message['tools'])) {
      // Tools that are declared on the way are known to K3 only (platform.kimi.ai, 2026-09).
      if (model.family !== 'k3') return kimiErrors.tokenizationFailed;
      continue;
    }
    const { content, role } = message;
    const isEmpty =
      content === undefined ||
      content === null ||
      content === '' ||
      (Array.isArray(content) && content.length === 0);
    const mayBeEmpty =
      message['partial'] === true ||
      role === 'tool' ||
      (Array.isArray(message['tool_calls']) && message['tool_calls'].length > 0);
    if (isEmpty && !mayBeEmpty)
      return `Invalid request: the message at position ${position} with role '${String(role)}' must not be empty`;
  }
  return undefined;
};

const partialMode: Rule = ({ messages, thinks }) => {
  const position = messages.findIndex((message) => message['partial'] === true);
  if (position === -1) return undefined;
  const message = messages[position];
  if (position !== messages.length - 1 || message?.['role'] !== 'assistant')
    return 'Invalid request: partial is only allowed in the last message with role assistant';
  return thinks && typeof message['reasoning_content'] !== 'string'
    ? 'Invalid request: thinking is enabled but reasoning_content is missing in partial message'
    : undefined;
};

const pictures: Rule = ({ messages, hasFile }) => {
  const parts = messages.flatMap((message) =>
    Array.isArray(message['content']) ? message['content'].filter(isRecord) : [],
  );
  for (const part of parts) {
    const address = part['type'] === 'text' ? undefined : mediaAddress(part);
    if (address === undefined) continue;
    if (/^https?:/i.test(address)) return `Invalid request: unsupported image url: ${address.slice(0, 100)}`;
    if (/^data:image\/svg/i.test(address)) return 'Invalid request: unsupported image format: svg';
    if (address.startsWith('ms://') ? !hasFile(address.slice(5)) : !address.startsWith('data:'))
      return `Invalid request: file not found or unsupported url: ${address.slice(0, 100)}`;
  }
  return undefined;
};

/** Every tool message answers a call of the assistant message before it. */
const toolMessages: Rule = ({ messages }) => {
  let calls = new Map<string, JsonRecord>();
  for (const message of messages) {
    if (message['role'] === 'assistant') calls = callsOf(message);
    if (message['role'] !== 'tool') continue;
    const id = textOf(message['tool_call_id']) ?? '';
    const call = calls.get(id);
    if (call === undefined) return `tool_call_id ${id} is not found`;
    const target = isRecord(call['function']) ? call['function'] : {};
    // The builtin search is run by the vendor, who reads its own arguments back from the tool message.
    if (target['name'] === '$web_search' && message['content'] !== target['arguments'])
      return 'Invalid request: the tool message of $web_search must repeat its arguments unchanged';
  }
  return undefined;
};

function callsOf(message: JsonRecord): Map<string, JsonRecord> {
  const calls = Array.isArray(message['tool_calls']) ? message['tool_calls'].filter(isRecord) : [];
  return new Map(calls.map((call) => [textOf(call['id']) ?? '', call]));
}

/**
 * platform.kimi.ai (2026-09), text as seen live: K3, K3.1 and k2.7-code want the reasoning back with every tool
 * call; k2.6 with all of them when it keeps its thinking, else within the loop that is going on.
 */
const replayedReasoning: Rule = ({ messages, model, thinks, body }) => {
  if (!thinks) return undefined;
  const thinking = body['thinking'];
  const keepsAll = model.family !== 'k2.6' || (isRecord(thinking) && thinking['keep'] === 'all');
  const from = keepsAll ? 0 : messages.findLastIndex((message) => message['role'] === 'user') + 1;
  const missing = messages.findIndex(
    (message, position) =>
      position >= from && callsOf(message).size > 0 && typeof message['reasoning_content'] !== 'string',
  );
  return missing === -1
    ? undefined
    : `thinking is enabled but reasoning_content is missing in assistant tool call message at index ${missing}`;
};

const rules: readonly Rule[] = [
  fixedParameters,
  logprobs,
  thinkingMode,
  stopStrings,
  toolChoice,
  toolDefinitions,
  responseFormat,
  messageContents,
  partialMode,
  pictures,
  toolMessages,
  replayedReasoning,
];
