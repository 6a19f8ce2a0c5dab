import type { JsonRecord } from '../json-value.js';
import { createSchemaCheck, type SchemaCheck } from './create-schema-check.js';
import document from './kimi-openapi.json' with { type: 'json' };
import { anyModel, mapRecords } from './map-records.js';

/**
 * Moonshot's OpenAPI of 2026-08-03 is older than some of what it describes. What is laid over it, and why:
 * - `model` is any text: newer models take the nearest schema (k2.7-code that of k2.6; K3 and K3.1, which the
 *   document does not know, the base with a model), and unknown ones are told by the vendor's 404, not by a schema.
 * - messages: the role `tool`, and `content` may be null or absent, which tool calls and dynamic tools need
 *   (platform.kimi.ai guides "tool calls" and "Kimi K3", 2026-09).
 * - tools: `builtin_function`, and names of 1 to 128 characters (platform.kimi.ai, 2026-09).
 * - a property whose default is null may be null.
 */
export function createKimiSchemaCheck(): SchemaCheck {
  const schemas = allowNullDefaults(document.components.schemas) as Record<string, JsonRecord>;
  const message = schemas['Message'] ?? {};
  const properties = message['properties'] as Record<string, JsonRecord>;
  return createSchemaCheck({
    openapi: document.openapi,
    components: {
      schemas: {
        ...anyModel(schemas),
        Message: {
          ...message,
          required: ['role'],
          properties: {
            ...properties,
            role: { type: 'string', enum: ['system', 'user', 'assistant', 'tool'] },
            content: { anyOf: [{ type: 'null' }, properties['content']] },
            tool_calls: {
              type: ['array', 'null'],
              items: { type: 'object', required: ['id', 'type', 'function'] },
            },
            tool_call_id: { type: 'string' },
            reasoning_content: { type: ['string', 'null'] },
          },
        },
        ToolDefinition: toolDefinition(schemas['ToolDefinition'] ?? {}),
        KimiK3ChatRequest: {
          allOf: [
            { $ref: '#/components/schemas/ChatRequestBase' },
            {
              type: 'object',
              required: ['model'],
              properties: { model: { type: 'string' }, reasoning_effort: { type: 'string' } },
            },
          ],
        },
      },
    },
  });
}

function toolDefinition(original: JsonRecord): JsonRecord {
  const named = { type: 'string', pattern: '^[a-zA-Z_][a-zA-Z0-9-_]{0,127}$' };
  const properties = original['properties'] as JsonRecord;
  const target = properties['function'] as JsonRecord;
  const fields = { ...(target['properties'] as JsonRecord), name: named };
  return {
    type: 'object',
    required: ['type', 'function'],
    properties: { type: { enum: ['function', 'builtin_function'] } },
    if: { properties: { type: { const: 'builtin_function' } } },
    then: {
      properties: {
        function: { type: 'object', required: ['name'], properties: { name: { pattern: '^\\$' } } },
      },
    },
    else: { properties: { function: { ...target, properties: fields } } },
  };
}

function allowNullDefaults(value: unknown): unknown {
  return mapRecords(value, (record) =>
    'default' in record && record['default'] === null ? { anyOf: [{ type: 'null' }, record] } : record,
  );
}
