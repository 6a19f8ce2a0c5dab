import { reportHeaderObjects } from './headers.js';
import type { schemas } from './schemas.js';

type SchemaName = keyof typeof schemas;

const schema = (name: SchemaName) => ({ $ref: `#/components/schemas/${name}` });
const json = (name: SchemaName) => ({ 'application/json': { schema: schema(name) } });
const ok = (name: SchemaName, description: string) => ({ 200: { description, content: json(name) } });
const failure = (description: string) => ({ description, content: json('Error') });
const chatBody = { required: true, content: json('ChatRequest') };

const badRequests = {
  400: failure('The request is wrong, or no model can take it as it is.'),
  404: failure('No such model; near matches are named.'),
  408: failure('The request did not arrive whole in time.'),
  413: failure('The body is too large.'),
  415: failure('The body is not declared as JSON.'),
};
const guarded = {
  401: failure('No API key, or not one of this daemon.'),
  403: failure('A web page of another site, or a model that is not allowed.'),
};
const open = { security: [] };
const jsonRpc = { type: 'object', required: ['jsonrpc'], properties: { jsonrpc: { const: '2.0' } } };
/** Refusals at /mcp come as JSON-RPC errors. */
const mcpRefusals = Object.fromEntries(
  Object.entries({ ...badRequests, ...guarded, 503: failure('The daemon is shutting down.') }).map(
    ([status, { description }]) => [
      status,
      { description, content: { 'application/json': { schema: jsonRpc } } },
    ],
  ),
);

/** The same failures in Anthropic's envelope. */
const inMessages = <Failures extends object>(failures: Failures) =>
  Object.fromEntries(
    Object.entries(failures).map(([status, response]) => [
      status,
      { ...response, content: json('MessageError') },
    ]),
  ) as Failures;
const messagesBody = { required: true, content: json('MessagesRequest') };
const anthropicVersion = {
  name: 'anthropic-version',
  in: 'header',
  description: 'Whatever it says: answers and errors come in Anthropic’s form.',
  schema: { type: 'string' },
};
const pageParameter = (name: string, description: string) => ({
  name,
  in: 'query',
  description,
  schema: { type: 'string' },
});
const notStored = failure('No responses are stored.');
const responseId = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };

/** Every route of the daemon. A test compares this list with the routes that are really there. */
export const paths = {
  '/v1/chat/completions': {
    post: {
      operationId: 'createChatCompletion',
      summary: 'Routes a chat to the best eligible model, whole or streamed.',
      requestBody: chatBody,
      responses: {
        200: {
          description: 'The answer, in the form that `stream` asked for.',
          headers: reportHeaderObjects,
          content: {
            ...json('ChatCompletion'),
            'text/event-stream': { schema: schema('ChatCompletionChunk') },
          },
        },
        ...badRequests,
        ...guarded,
        429: failure('Every vendor that could answer is at its rate limit; Retry-After says for how long.'),
        502: failure('The vendors failed, or every credential for them did.'),
        503: failure('Nothing is eligible now, or the daemon has too much to do or is shutting down.'),
        504: failure('The vendors, or the deadline, timed out.'),
      },
    },
  },
  '/v1/messages': {
    post: {
      operationId: 'createMessage',
      summary: 'The same in Anthropic’s dialect.',
      requestBody: messagesBody,
      responses: {
        200: {
          description: 'The answer, in the form that `stream` asked for.',
          headers: reportHeaderObjects,
          content: { ...json('Message'), 'text/event-stream': { schema: schema('MessageEvent') } },
        },
        ...inMessages({
          ...badRequests,
          ...guarded,
          429: failure('Every vendor that could answer is at its rate limit; Retry-After says for how long.'),
          502: failure('The vendors failed, or every credential for them did.'),
          503: failure('Nothing is eligible now, or the daemon has too much to do or is shutting down.'),
          504: failure('The vendors, or the deadline, timed out.'),
          529: failure('Every vendor that could answer is overloaded.'),
        }),
      },
    },
  },
  '/v1/messages/count_tokens': {
    post: {
      operationId: 'countMessageTokens',
      summary: 'About how many input tokens a message body has; calls nobody.',
      requestBody: messagesBody,
      responses: { ...ok('MessageTokens', 'The estimate.'), ...inMessages({ ...badRequests, ...guarded }) },
    },
  },
  '/v1/models': {
    get: {
      operationId: 'listModels',
      summary: 'The models that can be called, and the names under which reg chooses.',
      parameters: [
        {
          name: 'all',
          in: 'query',
          description: 'true: also those that cannot be called, with the reasons.',
          schema: { type: 'boolean' },
        },
        anthropicVersion,
        pageParameter('limit', 'How many, with anthropic-version: 1 to 1000, 20 without a word.'),
        pageParameter('after_id', 'Those after this one, with anthropic-version.'),
        pageParameter('before_id', 'Those before this one, with anthropic-version.'),
        pageParameter(
          'lifecycle',
          'Only those that are active, deprecated or retired, with anthropic-version.',
        ),
      ],
      responses: {
        200: {
          description: 'The list in priority order: whole in OpenAI’s form, a page of it in Anthropic’s.',
          content: { 'application/json': { schema: { oneOf: [schema('ModelList'), schema('ModelPage')] } } },
        },
        400: { description: 'A cursor or a limit that is wrong.', content: json('MessageError') },
        ...guarded,
      },
    },
  },
  '/v1/models/{id}': {
    get: {
      operationId: 'getModel',
      summary: 'One model by id, alias, provider/model, or a name that the model map knows.',
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }, anthropicVersion],
      responses: {
        200: {
          description: 'The model, in the form that the client reads.',
          content: { 'application/json': { schema: { oneOf: [schema('Model'), schema('ModelInfo')] } } },
        },
        ...guarded,
        404: failure('No such model.'),
      },
    },
  },
  '/v1/route/explain': {
    post: {
      operationId: 'explainRoute',
      summary: 'The whole routing decision for a chat body, calling nobody.',
      requestBody: chatBody,
      responses: { ...ok('Decision', 'The decision.'), ...badRequests, ...guarded },
    },
  },
  '/v1/responses': {
    post: {
      operationId: 'createResponse',
      summary: 'Routes a chat in the form of OpenAI’s Responses API, whole or streamed. Nothing is stored.',
      requestBody: { required: true, content: json('ResponseRequest') },
      responses: {
        200: {
          description: 'The answer, in the form that `stream` asked for.',
          headers: reportHeaderObjects,
          content: { ...json('Response'), 'text/event-stream': { schema: schema('ResponseEvent') } },
        },
        ...badRequests,
        ...guarded,
        429: failure('Every vendor that could answer is at its rate limit; Retry-After says for how long.'),
        502: failure('The vendors failed, or every credential for them did.'),
        503: failure('Nothing is eligible now, or the daemon has too much to do or is shutting down.'),
        504: failure('The vendors, or the deadline, timed out.'),
      },
    },
  },
  '/v1/responses/{id}': {
    get: {
      operationId: 'getResponse',
      summary: 'Always 404: no responses are stored.',
      parameters: [responseId],
      responses: { 404: notStored, ...guarded },
    },
    delete: {
      operationId: 'deleteResponse',
      summary: 'Always 404: no responses are stored.',
      parameters: [responseId],
      responses: { 404: notStored, ...guarded },
    },
    post: {
      operationId: 'changeResponse',
      summary: 'Always 404, `/cancel` and the like too: no responses are stored.',
      parameters: [responseId],
      responses: { 404: notStored, ...guarded },
    },
  },
  '/v1/registry/diagnostics': {
    get: {
      operationId: 'getDiagnostics',
      summary: 'Why each provider is or is not usable.',
      responses: { ...ok('Diagnostics', 'One entry per provider.'), ...guarded },
    },
  },
  '/v1/registry/circuits': {
    get: {
      operationId: 'listCircuits',
      summary: 'Every circuit that was used: of keys, models and endpoints.',
      responses: { ...ok('CircuitList', 'The circuits as they stand.'), ...guarded },
    },
  },
  '/v1/registry/circuits/isolate': {
    post: {
      operationId: 'isolateCircuit',
      summary: 'Takes a key, a model or an endpoint out of use until it is reset.',
      requestBody: { required: true, content: json('CircuitName') },
      responses: { ...ok('CircuitList', 'The circuits afterwards.'), ...badRequests, ...guarded },
    },
  },
  '/v1/registry/circuits/reset': {
    post: {
      operationId: 'resetCircuit',
      summary: 'Closes a circuit and forgets its failures and the vendor’s Retry-After.',
      requestBody: { required: true, content: json('CircuitName') },
      responses: { ...ok('CircuitList', 'The circuits afterwards.'), ...badRequests, ...guarded },
    },
  },
  '/v1/registry/snapshot': {
    get: {
      operationId: 'getSnapshot',
      summary: 'Candidates with their circuits, the routing policy, telemetry.',
      responses: { ...ok('Snapshot', 'The present view.'), ...guarded },
    },
  },
  '/mcp': {
    post: {
      operationId: 'postMcp',
      summary: 'The Model Context Protocol over Streamable HTTP: JSON-RPC messages.',
      requestBody: { required: true, content: { 'application/json': { schema: jsonRpc } } },
      responses: {
        200: {
          description: 'The answers to the requests, as a stream of JSON-RPC messages.',
          content: { 'text/event-stream': { schema: jsonRpc } },
        },
        202: { description: 'Nothing was asked, only told.' },
        ...mcpRefusals,
      },
    },
    delete: {
      operationId: 'deleteMcp',
      summary: 'Ends every call of the session that the header Mcp-Session-Id names.',
      responses: { 200: { description: 'They are ended.' }, ...mcpRefusals },
    },
  },
  '/healthz': {
    get: {
      ...open,
      operationId: 'getHealth',
      summary: 'The process lives.',
      responses: ok('Health', 'It does.'),
    },
  },
  '/readyz': {
    get: {
      ...open,
      operationId: 'getReadiness',
      summary: 'The daemon takes requests.',
      responses: {
        ...ok('Readiness', 'It does.'),
        503: { description: 'It drains, or has no usable provider.', content: json('Readiness') },
      },
    },
  },
  '/metrics': {
    get: {
      operationId: 'getMetrics',
      summary: 'Prometheus metrics.',
      responses: {
        200: { description: 'Text format.', content: { 'text/plain': { schema: { type: 'string' } } } },
        ...guarded,
      },
    },
  },
  '/openapi.json': {
    get: {
      operationId: 'getOpenApi',
      summary: 'This document.',
      responses: {
        200: { description: 'OpenAPI 3.1.', content: { 'application/json': { schema: { type: 'object' } } } },
        ...guarded,
      },
    },
  },
} as const;
