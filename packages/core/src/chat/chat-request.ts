/**
 * The internal language: OpenAI Chat Completions in wire spelling. Fields that reg does not know pass through
 * untouched, so every shape here is open.
 */
export interface ChatRequest {
  /** An id, an alias, `provider/model`, `auto` or `auto:<category>`; empty: the default model, with failover. */
  model: string;
  messages: ChatMessage[];
  stream?: boolean | null;
  stream_options?: { include_usage?: boolean; [field: string]: unknown } | null;
  temperature?: number | null;
  top_p?: number | null;
  n?: number | null;
  stop?: string | string[] | null;
  /** Deprecated by OpenAI in favour of `max_completion_tokens`; still what most clients send. */
  max_tokens?: number | null;
  max_completion_tokens?: number | null;
  presence_penalty?: number | null;
  frequency_penalty?: number | null;
  seed?: number | null;
  tools?: readonly ChatTool[] | null;
  tool_choice?: ToolChoice | null;
  parallel_tool_calls?: boolean | null;
  response_format?: ResponseFormat | null;
  reasoning_effort?: string | null;
  /** Kimi and GLM: `{ type: 'enabled' | 'disabled' }` with vendor extras. */
  thinking?: { type?: string; [field: string]: unknown } | null;
  user?: string | null;
  [field: string]: unknown;
}

export type ChatRole = 'system' | 'developer' | 'user' | 'assistant' | 'tool';

export interface ChatMessage {
  role: ChatRole;
  content?: string | ContentPart[] | null;
  name?: string;
  /** The reasoning that came with an assistant message; some vendors demand it back unchanged. */
  reasoning_content?: string | null;
  tool_calls?: ToolCall[] | null;
  tool_call_id?: string;
  [field: string]: unknown;
}

export interface ContentPart {
  /** `text`, `image_url`, `video_url`, `file_url`, `input_audio` … */
  type: string;
  text?: string;
  image_url?: { url: string; detail?: string; [field: string]: unknown };
  [field: string]: unknown;
}

export interface ChatTool {
  /** `function`, or a vendor's own kind: `builtin_function` (Kimi), `web_search` and `retrieval` (GLM). */
  type: string;
  function?: {
    name: string;
    description?: string;
    parameters?: unknown;
    strict?: boolean | null;
    [field: string]: unknown;
  };
  [field: string]: unknown;
}

export type ToolChoice =
  'none' | 'auto' | 'required' | { type: string; function?: { name: string }; [field: string]: unknown };

export interface ToolCall {
  id: string;
  type: string;
  function: { name: string; arguments: string };
  [field: string]: unknown;
}

export interface ResponseFormat {
  type: string;
  json_schema?: { name: string; schema?: unknown; strict?: boolean | null; [field: string]: unknown };
  [field: string]: unknown;
}
