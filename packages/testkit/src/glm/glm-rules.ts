import type { VendorError } from '../faults/vendor-error.js';
import { isRecord, textOf, type JsonRecord } from '../json-value.js';
import { glmBadParameter, glmInvalid } from './glm-errors.js';
import type { GlmModel } from './glm-models.js';

const allEfforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];
const forcedEfforts = ['low', 'high', 'max'];

/** The first rule beyond the schema that the request breaks (docs.z.ai, 2026-08; live texts 2026-08). */
export function brokenGlmRule(body: JsonRecord, model: GlmModel): VendorError | undefined {
  const messages = Array.isArray(body['messages']) ? body['messages'].filter(isRecord) : [];
  if (messages.every((message) => message['role'] === 'system' || message['role'] === 'assistant'))
    return glmInvalid('messages');
  if (isSwitchedOff(body) && model.thinking === 'forced')
    return glmBadParameter(
      'This model always engages in thinking and cannot be disabled; please use low, high, or max',
    );
  const effort = body['reasoning_effort'];
  const allowed = model.thinking === 'forced' ? forcedEfforts : allEfforts;
  if (
    effort !== undefined &&
    (model.thinking === 'forced' || model.thinking === 'effort') &&
    !allowed.includes(String(effort))
  )
    return glmBadParameter(`Invalid reasoning_effort, please use ${allowed.join(', ')}`);
  return Array.isArray(body['tools']) && body['tools'].length > 128 ? glmInvalid('tools') : undefined;
}

/** Whether the model thinks before it answers this request. */
export function glmThinks(body: JsonRecord, model: GlmModel): boolean {
  if (model.thinking === 'none') return false;
  if (model.thinking === 'forced') return true;
  const effort = model.thinking === 'effort' ? textOf(body['reasoning_effort']) : undefined;
  return !isSwitchedOff(body) && effort !== 'none' && effort !== 'minimal';
}

function isSwitchedOff(body: JsonRecord): boolean {
  return isRecord(body['thinking']) && body['thinking']['type'] === 'disabled';
}
