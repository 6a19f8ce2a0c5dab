import type { ChatMessage, ChatRequest, RequestNeeds, RouteHints } from '@reg/core';
import { visitContentParts } from './content-parts.js';
import type { Writable } from '../writable.js';

/** What a request needs of a model: read off the request, never guessed from its words. Hints are needs too. */
export function requestNeeds(request: ChatRequest, hints: RouteHints = {}): RequestNeeds {
  const media = mediaOf(request);
  const reasoning = reasoningAsked(request);
  const tools = Array.isArray(request.tools) && request.tools.length > 0;
  const format = request.response_format?.type;
  const needs: Writable<RequestNeeds> = {
    vision: media.vision || hints.vision === true,
    video: media.video,
    tools,
    forcedToolChoice: tools ? forcedToolChoice(request.tool_choice) : 'none',
    jsonObject: format === 'json_object',
    jsonSchema: format === 'json_schema',
    reasoning: reasoning === 'on' || hints.deepReasoning === true,
    noReasoning: reasoning === 'off' && hints.deepReasoning !== true,
    continuation: continues(request),
  };
  if (media.remote) needs.remoteMedia = true;
  return needs;
}

interface MediaNeeds {
  readonly vision: boolean;
  readonly video: boolean;
  readonly remote: boolean;
}

const onlyText: MediaNeeds = { vision: false, video: false, remote: false };

/** Files are read by vision models: `file_url` is among the parts that GLM's vision models take (GLM's OpenAPI, 2026-08-03). */
function mediaOf({ messages }: ChatRequest): MediaNeeds {
  if (messages.every(isOneText)) return onlyText;
  let vision = false;
  let video = false;
  let remote = false;
  for (const message of messages) {
    visitContentParts(message.content, (part, kind) => {
      if (kind === 'image' || kind === 'file') vision = true;
      else if (kind === 'video') video = true;
      else return;
      remote ||= isRemote(part[part.type]);
    });
  }
  return { vision, video, remote };
}

function isOneText({ content }: ChatMessage): boolean {
  return typeof content === 'string';
}

/** Whether a part gives an address to fetch instead of the thing itself: `{ url }`, or the address alone. */
function isRemote(source: unknown): boolean {
  const url = typeof source === 'object' && source !== null ? (source as { url?: unknown }).url : source;
  return typeof url === 'string' && /^https?:\/\//i.test(url);
}

function forcedToolChoice(choice: ChatRequest['tool_choice']): RequestNeeds['forcedToolChoice'] {
  if (choice === 'required') return 'required';
  return typeof choice === 'object' && choice !== null ? 'function' : 'none';
}

/** `thinking` is the vendors' own and more exact word, so it wins over `reasoning_effort`. */
function reasoningAsked({ thinking, reasoning_effort: effort }: ChatRequest): 'on' | 'off' | 'unsaid' {
  if (thinking?.type === 'disabled') return 'off';
  if (thinking?.type === 'enabled') return 'on';
  if (effort === 'none') return 'off';
  return typeof effort === 'string' && effort !== '' && effort !== 'minimal' ? 'on' : 'unsaid';
}

/** Kimi marks the message to go on from with `partial`, DeepSeek with `prefix` (both vendors' docs, 2026-09). */
function continues(request: ChatRequest): boolean {
  const last = request.messages.at(-1);
  return last?.role === 'assistant' && (last['partial'] === true || last['prefix'] === true);
}
