import Anthropic, { type ClientOptions } from '@anthropic-ai/sdk';
import { bootDaemon, type BootedDaemon, type BootOptions } from './booted-daemon.js';

export interface AnthropicDaemon extends BootedDaemon {
  anthropic(options?: ClientOptions): Anthropic;
}

/** A booted daemon with Anthropic's own client for it. */
export async function bootForAnthropic(options: BootOptions = {}): Promise<AnthropicDaemon> {
  const booted = await bootDaemon(options);
  return Object.assign(booted, {
    anthropic: (clientOptions: ClientOptions = {}) =>
      new Anthropic({ baseURL: booted.url, apiKey: 'any', maxRetries: 0, ...clientOptions }),
  });
}

export const weatherTool: Anthropic.Tool = {
  name: 'get_weather',
  description: 'The weather of a city',
  input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};

export const clockTool: Anthropic.Tool = {
  name: 'get_time',
  input_schema: { type: 'object', properties: { zone: { type: 'string' } }, required: ['zone'] },
};

export const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

export const imageBlock: Anthropic.ImageBlockParam = {
  type: 'image',
  source: { type: 'base64', media_type: 'image/png', data: pixel },
};

export function user(content: Anthropic.MessageParam['content']): Anthropic.MessageParam {
  return { role: 'user', content } as Anthropic.MessageParam;
}

export function textOf(message: Anthropic.Message): string {
  return message.content.map((block) => (block.type === 'text' ? block.text : '')).join('');
}

export function toolUsesOf(message: Anthropic.Message): Anthropic.ToolUseBlock[] {
  return message.content.filter((block) => block.type === 'tool_use');
}

/** An answer as the next request sends it back: unchanged. */
export function echoed(message: Anthropic.Message): Anthropic.MessageParam {
  return { role: 'assistant', content: message.content };
}

/** What a simulator was asked last, as far as tests look at it. */
export function askedOf(simulator: BootedDaemon['kimi'], index = -1): VendorBody {
  return simulator.requests.at(index)?.body as VendorBody;
}

export interface VendorBody {
  readonly messages: readonly {
    readonly role: string;
    readonly content: unknown;
    readonly reasoning_content?: string;
    readonly tool_call_id?: string;
    readonly tool_calls?: readonly { readonly id: string; readonly function: { readonly name: string } }[];
  }[];
  readonly tools?: readonly { readonly function: { readonly name: string } }[];
  readonly [field: string]: unknown;
}
