import { wireTextOf } from '@reg/core';
import { parseChatBody } from '../../http/parse-chat-body.js';
import type { ChatDialect } from '../chat-dialect.js';
import { createUsageShaper } from './usage-shaper.js';

/** OpenAI's Chat Completions, which is also what reg speaks inside. */
export const chatCompletionsDialect: ChatDialect = {
  path: '/v1/chat/completions',
  parse(body) {
    return {
      ...parseChatBody(body),
      warnings: [],
      whole: wireTextOf,
      stream(_answer, { stream_options: options }) {
        const shaper = createUsageShaper(options?.include_usage === true);
        return {
          chunk: (chunk) => frameOf(shaper.shape(chunk)),
          end: () => `${frameOf(shaper.last())}data: [DONE]\n\n`,
          failed: (_error, { body: told }) => frameOf(JSON.stringify(told)),
        };
      },
    };
  },
};

function frameOf(json: string | undefined): string {
  return json === undefined ? '' : `data: ${json}\n\n`;
}
