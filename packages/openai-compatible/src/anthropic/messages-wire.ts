import type { ChatWire } from '../chat-codec.js';
import { isJsonObject } from '../json-object.js';

/** The version of the API that these shapes belong to; there is no newer one (platform.claude.com, 2026-11). */
const version = '2023-06-01';

/** Where Anthropic's Messages are posted below a base URL, and how their streams end. */
export const messagesWire: ChatWire = {
  chatPath: '/v1/messages',
  modelsPath: '/v1/models',
  headers: { 'anthropic-version': version },
  endName: 'message_stop',
  isEnd: (event) => isJsonObject(event) && event['type'] === 'message_stop',
  isPing: ({ event, data }) =>
    event === 'ping' || (event === undefined && data.length < 64 && data.includes('"ping"')),
};
