import { Ajv, type ErrorObject } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { isRecord, type JsonRecord } from '../json-value.js';

/** One way in which a value does not fit its schema. */
export interface SchemaProblem {
  /** The top-level field; empty when the value itself is of the wrong kind. */
  readonly field: string;
  readonly missing: boolean;
  /** `messages/0/role must be equal to one of the allowed values` */
  readonly message: string;
}

/** Says how a value does not fit a component schema of the document; an empty list when it fits. */
export type SchemaCheck = (schema: string, value: unknown) => readonly SchemaProblem[];

/**
 * A check against an OpenAPI document. Its dialect decides the validator: 3.1 schemas are JSON Schema 2020-12;
 * 3.0 schemas are an older draft with `nullable`, which ajv's default dialect knows.
 */
export function createSchemaCheck(document: JsonRecord): SchemaCheck {
  const settings = { strict: false, validateFormats: false, allErrors: false } as const;
  const ajv = String(document['openapi']).startsWith('3.0') ? new Ajv(settings) : new Ajv2020(settings);
  // Of the document only the components are schemas; the rest must not be read as keywords.
  ajv.addSchema({ components: document['components'] }, 'api');
  return (schema, value) => {
    const validate = ajv.getSchema(`api#/components/schemas/${schema}`);
    if (validate === undefined) throw new TypeError(`The OpenAPI document has no schema "${schema}".`);
    return validate(value) === true ? [] : describeProblems(validate.errors ?? []);
  };
}

/** Of a `oneOf` that failed, the deepest complaint says most. */
function describeProblems(errors: readonly ErrorObject[]): SchemaProblem[] {
  return [...errors]
    .sort((left, right) => depth(right) - depth(left))
    .map((error) => {
      const path = error.instancePath.slice(1);
      const missing = isRecord(error.params) ? error.params['missingProperty'] : undefined;
      const isMissing = typeof missing === 'string' && path === '';
      return {
        field: isMissing ? missing : (path.split('/')[0] ?? ''),
        missing: isMissing,
        message: `${path === '' ? '' : `${path} `}${error.message ?? 'is not valid'}`,
      };
    });
}

function depth(error: ErrorObject): number {
  return error.instancePath.split('/').length;
}
