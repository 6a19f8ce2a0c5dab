import type { ChatRequest, ChatTool } from '@reg/core';
import type { ContractSubject } from './contract-subject.js';

/** Characters of two, three and four bytes. */
export const question = 'Grüße, 你好, what does “registry” mean? 🌍';

export function plainRequest(subject: ContractSubject, more: Partial<ChatRequest> = {}): ChatRequest {
  return { model: subject.model.id, messages: [{ role: 'user', content: question }], ...more };
}

function tool(name: string, parameter: string): ChatTool {
  return {
    type: 'function',
    function: {
      name,
      description: `Tells about one ${parameter}.`,
      parameters: { type: 'object', properties: { [parameter]: { type: 'string' } }, required: [parameter] },
    },
  };
}

/** A question to which the simulated model answers with calls of both tools. */
export function toolRequest(subject: ContractSubject): ChatRequest {
  return plainRequest(subject, {
    messages: [{ role: 'user', content: 'Please use get_weather and get_time for "Zürich 🏔"' }],
    tools: [tool('get_weather', 'city'), tool('get_time', 'place')],
  });
}

/** A PNG of one pixel. */
export const pixel = {
  url: 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  bytes: 70,
};
