import { told } from './check-law.js';
import type { ConformanceCase, Step, Vendor } from './conformance-case.js';
import type { Law } from './law.js';
import type { Seen } from './seen.js';

/** What the law expects of a case, in one line for people. */
export function describeCase({ steps, vendor }: ConformanceCase): string {
  return steps
    .map((step) => describeStep(step, vendor))
    .filter((line) => line !== undefined)
    .join('; then ');
}

function describeStep(step: Step, vendor: Vendor): string | undefined {
  switch (step.type) {
    case 'ask':
      return describeLaw(step.law, vendor) + (step.times === undefined ? '' : ` (${step.times} times)`);
    case 'ask-together':
      return `of ${step.count} at once ${told(step.law.whole)} whole${describeAsked(step.law.asked)}`;
    case 'leave':
      return `client leaves while ${step.when}: upstream is let go within ${step.withinMs} ms`;
    case 'circuit':
      return `the circuit of ${step.vendor} can be read: ${step.state}`;
    case 'let-go':
      return `${step.vendor} is let go within ${step.withinMs} ms`;
    case 'restart':
      return 'the gateway restarts';
    case 'heal':
      return 'all heals';
    case 'script':
    case 'wait':
      return undefined;
  }
}

/** `vendor` is who is asked first. */
export function describeLaw(law: Law, vendor: Vendor): string {
  const asked = describeAsked(law.asked);
  switch (law.outcome) {
    case 'whole':
      return law.by === vendor
        ? `${law.by} answers whole${asked}`
        : `fails over unseen, ${law.by} answers whole${asked}`;
    case 'refused':
      return `error ${typeof law.refusal === 'string' ? law.refusal : law.refusal.join(' or ')}${law.retryAfter === true ? ' with Retry-After' : ''}${asked}`;
    case 'broken':
      return `typed error frame, no [DONE]${asked}`;
  }
}

function describeAsked(asked: Law['asked']): string {
  const counts = Object.entries(asked ?? {}).map(([vendor, range]) => `${vendor} asked ${told(range)}`);
  return counts.length === 0 ? '' : ` (${counts.join(', ')})`;
}

/** What a client and the vendors saw, in one line for people. */
export function describeSeen({ outcome, status, code, asked }: Seen): string {
  const error = [outcome === 'refused' ? status : undefined, code].filter((part) => part !== undefined);
  return [[outcome, ...error].join(' '), `(kimi asked ${asked.kimi}, glm asked ${asked.glm})`].join(' ');
}
