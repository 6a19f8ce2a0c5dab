import { isRecord, type JsonRecord } from '../json-value.js';
import { createSchemaCheck, type SchemaCheck } from './create-schema-check.js';
import document from './glm-openapi.json' with { type: 'json' };
import { anyModel } from './map-records.js';

/**
 * Z.ai's OpenAPI of 2026-08-03 is older than GLM-5.2 and GLM-5.3. What is laid over it, and why:
 * - `model` is any text: newer text models take the text schema, newer models that see the vision schema
 *   (docs.z.ai model pages, 2026-08-26), and unknown ones are told by code 1211, not by a schema.
 * - an assistant message may have `content: null` beside its tool calls, as the API itself sends it.
 * - the vision schema takes tool calls and tool messages as the text schema does: it offers tools, but forgot
 *   the messages that answer them.
 * - `reasoning_effort` (docs.z.ai, 2026-08-23).
 */
export function createGlmSchemaCheck(): SchemaCheck {
  const schemas = anyModel(document.components.schemas as unknown as Record<string, JsonRecord>) as Record<
    string,
    JsonRecord
  >;
  const text = messageVariants(schemas['ChatCompletionTextRequest']);
  const vision = messageVariants(schemas['ChatCompletionVisionRequest']);
  const assistant = assistantWithNull(text.find((variant) => roleOf(variant) === 'assistant') ?? {});
  const shared = [assistant, ...text.filter((variant) => roleOf(variant) === 'tool')];
  const own = (variants: readonly JsonRecord[]) =>
    variants.filter((variant) => ['user', 'system'].includes(roleOf(variant)));
  return createSchemaCheck({
    openapi: document.openapi,
    components: {
      schemas: {
        ...schemas,
        ChatCompletionTextRequest: withMessages(schemas['ChatCompletionTextRequest'], [
          ...own(text),
          ...shared,
        ]),
        ChatCompletionVisionRequest: withMessages(schemas['ChatCompletionVisionRequest'], [
          ...own(vision),
          ...shared,
        ]),
        TokenizerRequest: withMessages(schemas['TokenizerRequest'], [...own(vision), ...shared]),
      },
    },
  });
}

function propertiesOf(schema: JsonRecord | undefined): Record<string, JsonRecord> {
  return (schema?.['properties'] ?? {}) as Record<string, JsonRecord>;
}

function messageVariants(schema: JsonRecord | undefined): JsonRecord[] {
  const items = propertiesOf(schema)['messages']?.['items'];
  return isRecord(items) && Array.isArray(items['oneOf']) ? items['oneOf'].filter(isRecord) : [];
}

function roleOf(variant: JsonRecord): string {
  const roles = propertiesOf(variant)['role']?.['enum'];
  return Array.isArray(roles) ? String(roles[0]) : '';
}

function assistantWithNull(variant: JsonRecord): JsonRecord {
  const content = { anyOf: [{ type: 'null' }, propertiesOf(variant)['content']] };
  const reasoning = { type: 'string', nullable: true };
  return { ...variant, properties: { ...propertiesOf(variant), content, reasoning_content: reasoning } };
}

function withMessages(schema: JsonRecord | undefined, variants: readonly JsonRecord[]): JsonRecord {
  const properties = propertiesOf(schema);
  const messages = { ...properties['messages'], items: { oneOf: variants } };
  return {
    ...schema,
    properties: { ...properties, messages, reasoning_effort: { type: 'string' } },
  };
}
