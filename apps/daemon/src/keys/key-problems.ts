import { HttpProblem } from '../http/http-problem.js';
import type { BudgetLeft } from './budget-ledger.js';
import type { RateRefusal } from './key-rates.js';

const shownModels = 20;

export function expiredKey(name: string, expiresAt: string): HttpProblem {
  return refusedKey(
    'expired_api_key',
    `The key "${name}" expired at ${expiresAt}. Ask its operator for a new one.`,
  );
}

export function revokedKey(name: string): HttpProblem {
  return refusedKey('revoked_api_key', `The key "${name}" was revoked. Ask its operator for a new one.`);
}

function refusedKey(code: string, message: string): HttpProblem {
  return new HttpProblem(401, code, message, {
    type: 'authentication_error',
    headers: { 'www-authenticate': 'Bearer' },
  });
}

export function operatorsOnly(name: string): HttpProblem {
  return new HttpProblem(
    403,
    'admin_key_required',
    `The key "${name}" is for calling models. This is for the operator: one of REG_API_KEYS, or a key made with --admin.`,
    { type: 'permission_error' },
  );
}

/** @param usable the targets that the key may use, of those that there are */
export function modelNotForKey(name: string, model: string, usable: readonly string[]): HttpProblem {
  const listed = usable.slice(0, shownModels).join(', ');
  const more = usable.length > shownModels ? ` and ${usable.length - shownModels} more` : '';
  const allowed = usable.length === 0 ? 'There is no model that it may use.' : `It may use ${listed}${more}.`;
  return new HttpProblem(403, 'model_not_allowed', `The key "${name}" may not use "${model}". ${allowed}`, {
    type: 'permission_error',
    param: 'model',
  });
}

export function overRate(name: string, { what, limit, waitMs }: RateRefusal): HttpProblem {
  const rule = `The key "${name}" may use ${limit} ${what} in a minute`;
  if (waitMs === Infinity)
    return new HttpProblem(413, 'request_too_large', `${rule}, and this request alone has more. Send less.`, {
      param: 'messages',
    });
  return new HttpProblem(
    429,
    'key_rate_limit_exceeded',
    `${rule}. Send this again in ${Math.ceil(waitMs / 1000)} s.`,
    { type: 'rate_limit_error', headers: waitHeaders(waitMs) },
  );
}

/** How long a call waits for those that hold the rest of a budget, when it cannot be known. */
const heldRetryMs = 1000;

/** @param neededUsd what the call may cost at least, where that is why */
export function overBudget(name: string, left: BudgetLeft, nowMs: number): HttpProblem {
  const { period, budgetUsd, heldUsd, resetAtMs } = left;
  const rule = `The key "${name}" may spend ${dollars(budgetUsd)} a ${period}`;
  if (heldUsd > 0)
    return new HttpProblem(
      429,
      'key_budget_exceeded',
      `${rule}, and calls in progress may need the rest of it. Send this again when they have ended.`,
      { type: 'rate_limit_error', headers: waitHeaders(heldRetryMs) },
    );
  const rest = left.leftUsd > 0 ? `, and the ${dollars(left.leftUsd)} that are left do not pay for this` : '';
  return new HttpProblem(
    429,
    'key_budget_exceeded',
    `${rule}${rest}. The next ${period} begins at ${new Date(resetAtMs).toISOString()}.`,
    {
      type: 'insufficient_quota',
      // Clients that wait a minute at most would only ask in vain.
      headers: { ...waitHeaders(resetAtMs - nowMs), 'x-should-retry': 'false' },
    },
  );
}

function waitHeaders(waitMs: number): Record<string, string> {
  return {
    'retry-after': String(Math.max(1, Math.ceil(waitMs / 1000))),
    'retry-after-ms': String(Math.ceil(waitMs)),
  };
}

/** With as many digits as it takes, and no exponent. */
function dollars(usd: number): string {
  return `$${usd.toFixed(6).replace(/0{1,4}$/, '')}`;
}
