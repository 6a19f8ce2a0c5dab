import type { Answered } from '../seen.js';
import { AnswerReader } from './answer-reader.js';
import { MessageReader } from './message-reader.js';
import { ResponseReader } from './response-reader.js';
import { isRecord, recordsIn, textIn } from './json-fields.js';

type JsonObject = Readonly<Record<string, unknown>>;

/** An answer that is put together by a strict client of one API. */
export interface DialectReader {
  readonly hasContent: boolean;
  /** One `data:` text of a stream. */
  event(data: string): void;
  /** A whole answer in one piece. */
  whole(json: JsonObject): void;
  /** What it was, once nothing more comes. */
  answered(): Answered;
}

/** How a client asks in one API, written down without any of the gateway's own code. */
export interface ClientDialect {
  /** Below `/v1`. */
  readonly path: string;
  /** The question, which is given as a chat body. */
  bodyFrom(chat: JsonObject): JsonObject;
  createReader(): DialectReader;
}

/** Fields of a chat body that every dialect has a word for. */
const carried: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'stream',
  'stream_options',
  'thinking',
  'max_tokens',
  'tools',
]);

/** Whether a question can be asked in every dialect: its fields have words there, and its messages are plain. */
export function isTranslatable(body: JsonObject): boolean {
  const plain = recordsIn(body['messages']).every(
    (message) => message['role'] === 'user' && typeof message['content'] === 'string',
  );
  return plain && Object.keys(body).every((field) => carried.has(field));
}

export const chatDialect: ClientDialect = {
  path: '/chat/completions',
  bodyFrom: (chat) => chat,
  createReader() {
    const reader = new AnswerReader();
    return {
      get hasContent() {
        return reader.hasContent;
      },
      event: (data) => {
        reader.event(data);
      },
      whole: (json) => {
        reader.completion(json);
      },
      answered: () => reader.answered(),
    };
  },
};

export const messagesDialect: ClientDialect = {
  path: '/messages',
  bodyFrom({ stream_options: _options, thinking, tools, ...chat }) {
    const type = isRecord(thinking) ? textIn(thinking, 'type') : undefined;
    return {
      max_tokens: 4096,
      ...chat,
      thinking: type === 'enabled' ? { type, budget_tokens: 1024 } : { type: 'disabled' },
      ...(tools === undefined ? {} : { tools: functionsIn(tools).map(asAnthropicTool) }),
    };
  },
  createReader: () => new MessageReader(),
};

export const responsesDialect: ClientDialect = {
  path: '/responses',
  bodyFrom({ stream_options: _options, messages, max_tokens, tools, ...chat }) {
    return {
      ...chat,
      input: messages,
      ...(max_tokens === undefined ? {} : { max_output_tokens: max_tokens }),
      ...(tools === undefined
        ? {}
        : { tools: functionsIn(tools).map((tool) => ({ type: 'function', strict: false, ...tool })) }),
    };
  },
  createReader: () => new ResponseReader(),
};

function functionsIn(tools: unknown): readonly JsonObject[] {
  return recordsIn(tools).map((tool) => (isRecord(tool['function']) ? tool['function'] : {}));
}

function asAnthropicTool({ parameters, ...tool }: JsonObject): JsonObject {
  return { ...tool, input_schema: parameters ?? { type: 'object' } };
}
