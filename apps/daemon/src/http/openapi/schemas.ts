const string = { type: 'string' } as const;
const number = { type: 'number' } as const;
const integer = { type: 'integer' } as const;
const boolean = { type: 'boolean' } as const;
const object = { type: 'object', additionalProperties: true } as const;
const arrayOf = (items: object) => ({ type: 'array', items });
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** The shapes of the API. Chat bodies are open: what reg does not know goes to the vendor as it is. */
export const schemas = {
  Error: {
    type: 'object',
    required: ['error'],
    properties: {
      error: {
        type: 'object',
        required: ['message', 'type', 'param', 'code'],
        properties: {
          message: string,
          type: {
            enum: [
              'invalid_request_error',
              'authentication_error',
              'permission_error',
              'rate_limit_error',
              'insufficient_quota',
              'api_error',
            ],
          },
          param: { type: ['string', 'null'] },
          code: string,
        },
      },
    },
  },
  RouteOptions: {
    type: 'object',
    description: 'What the caller says about routing. Stripped before anything is sent to a vendor.',
    additionalProperties: false,
    properties: {
      category: { ...string, description: 'extended_reasoning, fast_response, balanced or an own one.' },
      freeOnly: { ...boolean, description: 'A guarantee: no model that costs money is called.' },
      maxCostUsd: { ...number, minimum: 0, description: 'US dollars, all attempts together.' },
      allowFallback: { ...boolean, description: 'Another model may answer when the one named cannot.' },
      allowedModels: {
        type: 'array',
        items: string,
        maxItems: 1000,
        description: 'A guarantee: no other model is called. Ids, aliases, provider/model, provider/*.',
      },
      deadlineMs: { ...number, exclusiveMinimum: 0, description: 'Milliseconds for the whole call.' },
      hedge: {
        description: 'A second attempt beside a slow first one: `true` for after its usual time.',
        oneOf: [
          boolean,
          {
            type: 'object',
            required: ['afterMs'],
            additionalProperties: false,
            properties: { afterMs: { ...number, minimum: 0 } },
          },
        ],
      },
      onStreamBreak: {
        ...string,
        enum: ['error', 'continue'],
        description: 'What happens to a streamed answer that breaks after its first part.',
      },
      seed: { ...integer, description: 'Makes the decision reproducible.' },
      hints: {
        type: 'object',
        additionalProperties: false,
        properties: {
          vision: boolean,
          deepReasoning: boolean,
          longContext: boolean,
          estimatedTokens: { ...integer, minimum: 0 },
        },
      },
    },
  },
  CircuitName: {
    type: 'object',
    required: ['scope', 'name'],
    properties: {
      scope: { ...string, enum: ['credential', 'model', 'endpoint'] },
      name: { ...string, description: 'A key (`kimi#1`), `provider/model`, or a provider.' },
    },
  },
  CircuitList: {
    type: 'object',
    required: ['object', 'takenAtMs', 'data'],
    properties: {
      object: { ...string, const: 'list' },
      takenAtMs: integer,
      data: arrayOf({
        type: 'object',
        required: ['scope', 'name', 'state', 'probeInFlight'],
        properties: {
          scope: { ...string, enum: ['credential', 'model', 'endpoint'] },
          name: string,
          state: { ...string, enum: ['closed', 'open', 'half-open', 'isolated'] },
          openedAtMs: integer,
          eligibleAtMs: integer,
          restUntilMs: integer,
          probeInFlight: boolean,
          rampUp: { type: 'object', properties: { limit: integer, inFlight: integer } },
        },
      }),
    },
  },
  ChatRequest: {
    type: 'object',
    required: ['messages'],
    additionalProperties: true,
    properties: {
      model: { ...string, description: 'An id, an alias, provider/model, auto, or auto:<category>.' },
      messages: { type: 'array', minItems: 1, items: ref('ChatMessage') },
      stream: {
        type: ['boolean', 'null'],
        description: 'Decides the form of the answer, whatever Accept says.',
      },
      stream_options: { ...object, properties: { include_usage: boolean } },
      temperature: number,
      top_p: number,
      max_tokens: integer,
      max_completion_tokens: integer,
      stop: { oneOf: [string, arrayOf(string)] },
      tools: arrayOf(object),
      tool_choice: { oneOf: [string, object] },
      response_format: object,
      reg: ref('RouteOptions'),
    },
  },
  ChatMessage: {
    type: 'object',
    required: ['role'],
    additionalProperties: true,
    properties: {
      role: { enum: ['system', 'developer', 'user', 'assistant', 'tool', 'function'] },
      content: { oneOf: [string, arrayOf(object), { type: 'null' }] },
    },
  },
  ChatCompletion: {
    type: 'object',
    required: ['id', 'object', 'created', 'model', 'choices'],
    additionalProperties: true,
    properties: {
      id: string,
      object: { const: 'chat.completion' },
      created: integer,
      model: string,
      choices: arrayOf(object),
      usage: object,
    },
  },
  ChatCompletionChunk: {
    type: 'object',
    required: ['id', 'object', 'created', 'model', 'choices'],
    additionalProperties: true,
    properties: {
      id: string,
      object: { const: 'chat.completion.chunk' },
      created: integer,
      model: string,
      choices: arrayOf(object),
      usage: { type: ['object', 'null'] },
    },
  },
  MessagesRequest: {
    type: 'object',
    description: 'Anthropic’s. What no chat model can be told is left out and named in x-reg-warnings.',
    required: ['messages'],
    additionalProperties: true,
    properties: {
      model: { ...string, description: 'An id, an alias, provider/model, auto, or auto:<category>.' },
      max_tokens: integer,
      messages: { type: 'array', minItems: 1, items: object },
      system: { oneOf: [string, arrayOf(object)] },
      stream: boolean,
      temperature: number,
      top_p: number,
      top_k: integer,
      stop_sequences: arrayOf(string),
      tools: arrayOf(object),
      tool_choice: object,
      thinking: object,
      output_config: object,
      metadata: { ...object, properties: { user_id: string } },
      reg: ref('RouteOptions'),
    },
  },
  Message: {
    type: 'object',
    required: ['id', 'type', 'role', 'model', 'content', 'stop_reason', 'usage'],
    properties: {
      id: string,
      type: { const: 'message' },
      role: { const: 'assistant' },
      model: string,
      content: arrayOf(object),
      stop_reason: {
        enum: ['end_turn', 'max_tokens', 'stop_sequence', 'tool_use', 'refusal', null],
      },
      stop_sequence: { type: ['string', 'null'] },
      usage: {
        type: 'object',
        required: ['input_tokens', 'output_tokens'],
        properties: {
          input_tokens: integer,
          cache_creation_input_tokens: integer,
          cache_read_input_tokens: integer,
          output_tokens: integer,
        },
      },
    },
  },
  MessageEvent: {
    type: 'object',
    description: 'One event; its name on the wire is its type.',
    required: ['type'],
    additionalProperties: true,
    properties: {
      type: {
        enum: [
          'message_start',
          'content_block_start',
          'content_block_delta',
          'content_block_stop',
          'message_delta',
          'message_stop',
          'ping',
          'error',
        ],
      },
    },
  },
  MessageTokens: {
    type: 'object',
    required: ['input_tokens'],
    properties: { input_tokens: { ...integer, description: 'An estimate, rather too high than too low.' } },
  },
  MessageError: {
    type: 'object',
    required: ['type', 'error', 'request_id'],
    properties: {
      type: { const: 'error' },
      request_id: string,
      error: {
        type: 'object',
        required: ['type', 'message', 'code'],
        properties: {
          type: {
            enum: [
              'invalid_request_error',
              'authentication_error',
              'permission_error',
              'not_found_error',
              'request_too_large',
              'rate_limit_error',
              'timeout_error',
              'api_error',
              'overloaded_error',
            ],
          },
          message: string,
          code: string,
          param: string,
        },
      },
    },
  },
  Model: {
    type: 'object',
    required: ['id', 'object', 'created', 'owned_by'],
    properties: {
      id: string,
      object: { const: 'model' },
      created: integer,
      owned_by: string,
      reg: { ...object, description: 'Target, availability with reasons, price, windows, capabilities.' },
    },
  },
  ModelList: {
    type: 'object',
    required: ['object', 'data'],
    properties: { object: { const: 'list' }, data: arrayOf(ref('Model')) },
  },
  ResponseRequest: {
    type: 'object',
    description:
      'OpenAI’s. What no chat model can be told is left out and named in x-reg-warnings; what needs stored state is refused.',
    required: ['input'],
    additionalProperties: true,
    properties: {
      model: { ...string, description: 'An id, an alias, provider/model, auto, or auto:<category>.' },
      input: { oneOf: [string, arrayOf(object)] },
      instructions: { type: ['string', 'null'] },
      stream: {
        type: ['boolean', 'null'],
        description: 'Decides the form of the answer, whatever Accept says.',
      },
      tools: arrayOf(object),
      tool_choice: { oneOf: [string, object] },
      parallel_tool_calls: boolean,
      reasoning: { ...object, properties: { effort: string, summary: string } },
      text: { ...object, properties: { format: object, verbosity: string } },
      include: arrayOf(string),
      max_output_tokens: integer,
      temperature: number,
      top_p: number,
      metadata: object,
      store: { type: ['boolean', 'null'], description: 'Nothing is stored, whatever stands here.' },
      reg: ref('RouteOptions'),
    },
  },
  Response: {
    type: 'object',
    required: [
      'id',
      'object',
      'created_at',
      'status',
      'error',
      'incomplete_details',
      'model',
      'output',
      'store',
    ],
    additionalProperties: true,
    properties: {
      id: string,
      object: { const: 'response' },
      created_at: integer,
      status: { enum: ['in_progress', 'completed', 'incomplete', 'failed'] },
      error: { type: ['object', 'null'], properties: { code: string, message: string } },
      incomplete_details: {
        type: ['object', 'null'],
        properties: { reason: { enum: ['max_output_tokens', 'content_filter'] } },
      },
      model: string,
      output: arrayOf({
        ...object,
        required: ['id', 'type', 'status'],
        properties: {
          id: string,
          type: { enum: ['message', 'reasoning', 'function_call', 'custom_tool_call'] },
          status: { enum: ['in_progress', 'completed', 'incomplete'] },
        },
      }),
      store: { const: false },
      usage: {
        type: ['object', 'null'],
        required: ['input_tokens', 'output_tokens', 'total_tokens'],
        properties: {
          input_tokens: integer,
          input_tokens_details: { type: 'object', properties: { cached_tokens: integer } },
          output_tokens: integer,
          output_tokens_details: { type: 'object', properties: { reasoning_tokens: integer } },
          total_tokens: integer,
        },
      },
    },
  },
  ResponseEvent: {
    type: 'object',
    description: 'One event; its name on the wire is its type. There is no `[DONE]` after the last one.',
    required: ['type', 'sequence_number'],
    additionalProperties: true,
    properties: {
      type: { ...string, description: 'response.created, response.output_text.delta, response.completed …' },
      sequence_number: { ...integer, minimum: 0 },
    },
  },
  Decision: {
    type: 'object',
    description: 'Every candidate, in order or rejected, each with its reasons.',
    required: ['id', 'requirement', 'snapshotVersion', 'seed', 'ranked', 'rejected'],
    properties: {
      id: string,
      requirement: object,
      snapshotVersion: integer,
      seed: number,
      ranked: arrayOf(object),
      rejected: arrayOf(object),
    },
  },
  Diagnostics: {
    type: 'object',
    required: ['object', 'data'],
    properties: { object: { const: 'list' }, sandbox: boolean, data: arrayOf(object) },
  },
  Snapshot: {
    type: 'object',
    required: ['object', 'version', 'candidates', 'circuits', 'policy', 'telemetry'],
    properties: {
      object: { const: 'registry.snapshot' },
      version: integer,
      sandbox: boolean,
      takenAtMs: integer,
      candidates: arrayOf(object),
      circuits: arrayOf(object),
      policy: object,
      telemetry: object,
    },
  },
  Health: {
    type: 'object',
    required: ['status'],
    properties: { status: string, version: string, uptimeSeconds: integer },
  },
  Readiness: {
    type: 'object',
    required: ['status', 'sandbox', 'usableProviders', 'inFlight'],
    properties: {
      status: { enum: ['ready', 'draining', 'no_usable_provider'] },
      sandbox: boolean,
      usableProviders: arrayOf(string),
      inFlight: integer,
    },
  },
} as const;
