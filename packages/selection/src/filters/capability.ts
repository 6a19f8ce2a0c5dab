import type { ModelCapabilities, ReasonCode, RequestNeeds } from '@reg/core';
import {
  noFindings,
  reject,
  rejectUnlessNamed,
  type CandidateFilter,
  type Finding,
} from './candidate-filter.js';

interface CapabilityRule {
  readonly code: ReasonCode;
  readonly message: string;
  /** A need of the content can be met by no adapter; a need of a parameter can be changed or dropped by one. */
  readonly concerns: 'content' | 'parameter';
  isMissing(needs: RequestNeeds, has: ModelCapabilities): boolean;
}

const rules: readonly CapabilityRule[] = [
  {
    code: 'missing_vision',
    message: 'cannot see images',
    concerns: 'content',
    isMissing: (needs, has) => needs.vision && !has.vision,
  },
  {
    code: 'missing_video',
    message: 'cannot see video',
    concerns: 'content',
    isMissing: (needs, has) => needs.video && !has.video,
  },
  {
    code: 'missing_remote_media',
    message: 'takes pictures and video only inside the request, not by address',
    concerns: 'content',
    isMissing: (needs, has) => needs.remoteMedia === true && has.remoteMedia === false,
  },
  {
    code: 'missing_tools',
    message: 'cannot call tools',
    concerns: 'content',
    isMissing: (needs, has) => needs.tools && !has.tools,
  },
  {
    code: 'missing_continuation',
    message: 'cannot continue an assistant message',
    concerns: 'content',
    isMissing: (needs, has) => needs.continuation && !has.continuation,
  },
  {
    code: 'missing_forced_tool_choice',
    message: 'does not obey this forced tool_choice',
    concerns: 'parameter',
    isMissing: (needs, has) => !obeysForcedToolChoice(needs.forcedToolChoice, has.forcedToolChoice),
  },
  {
    code: 'missing_json_object',
    message: 'does not support response_format json_object',
    concerns: 'parameter',
    isMissing: (needs, has) => needs.jsonObject && !has.jsonObject,
  },
  {
    code: 'missing_json_schema',
    message: 'does not support response_format json_schema',
    concerns: 'parameter',
    isMissing: (needs, has) => needs.jsonSchema && !has.jsonSchema,
  },
  {
    code: 'missing_reasoning',
    message: 'cannot reason before it answers',
    concerns: 'parameter',
    isMissing: (needs, has) => needs.reasoning && has.reasoning === 'none',
  },
];

/**
 * What the request needs and the model cannot do. A request for no reasoning is a wish, never a rejection: a model
 * that always reasons answers it too, only later and dearer (see the ordering of the same concern).
 */
export const capabilityFilter: CandidateFilter = {
  name: 'capability',
  check(assessed, { requirement }) {
    const { capabilities } = assessed.candidate.model;
    const { needs } = requirement;
    let findings: Finding[] | undefined;
    for (const rule of rules) {
      if (!rule.isMissing(needs, capabilities)) continue;
      const found =
        rule.concerns === 'content'
          ? reject(rule.code, rule.message)
          : rejectUnlessNamed(assessed, rule.code, rule.message);
      findings = [...(findings ?? []), ...found];
    }
    return findings ?? noFindings;
  },
};

function obeysForcedToolChoice(
  need: RequestNeeds['forcedToolChoice'],
  has: ModelCapabilities['forcedToolChoice'],
): boolean {
  return need === 'none' || has === 'any' || (need === 'required' && has === 'required');
}
