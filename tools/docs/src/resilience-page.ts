import {
  defaultCircuitBoardSettings,
  defaultRetryBudgetSettings,
  defaultRetrySettings,
  failureRules,
  type FailureKind,
  type FailureRule,
} from '@reg/core';
import { renderSoakSection } from './soak-section.js';

const effects: Readonly<Record<FailureRule['effect'], string>> = {
  count: 'counts one failure',
  open: 'opens at once',
  rest: 'rests until Retry-After',
  none: '–',
};

const actions: Readonly<Record<FailureRule['action'], string>> = {
  retry: 'retry, then fail over',
  failover: 'fail over',
  stop: 'stop',
};

/** docs/resilience.md, from the table that the code runs on. */
export function renderResiliencePage(): string {
  const { failureThreshold, openMs, credentialOpenMs, maxOpenMs } = defaultCircuitBoardSettings;
  const { failureRatio, minimumCalls, windowMs, rampUpMs } = defaultCircuitBoardSettings;
  const { attempts, backoffBaseMs, backoffMaxMs } = defaultRetrySettings;
  const { budgetRatio, budgetPerSecond, budgetBurst } = defaultRetryBudgetSettings;
  return `# Resilience

What follows from each failure. This page is generated from \`failureRules\` in packages/core/src/resilience/classify-failure.ts; do not edit it.

Each vendor's error table names the kind of a failure ([Kimi](providers/kimi.md), [GLM](providers/glm.md)); this one table decides the rest, for every vendor alike.

| kind | meaning | what follows | attempts on one target | circuit | effect on it |
| --- | --- | --- | --- | --- | --- |
${Object.entries(failureRules)
  .map(([kind, rule]) => row(kind as FailureKind, rule))
  .join('\n')}

**What follows.** *Retry* means the same target again, after a wait with full jitter, as often as the settings and the column allow. *Fail over* means the next target of the decision. *Stop* means that nobody else is asked: the error goes to the caller. Where a credential is to blame, another key of the same provider comes before another target.

**Circuits.** A circuit opens after ${failureThreshold} failures in a row, when ${failureRatio * 100} % of at least ${minimumCalls} calls within ${windowMs / 1000} seconds failed, or at once where the table says so, for ${openMs / 1000} seconds (a credential's for ${credentialOpenMs / 1000}), doubling with each failed probe up to ${maxOpenMs / 1000} seconds, with a fifth of jitter either way. After that one probe decides; others are refused meanwhile, so they go elsewhere instead of waiting. A failure that is another scope's fault closes a half-open circuit if it shows that this one works, and otherwise teaches nothing.

**Ramp.** A target that has just recovered is not given everything at once: for ${rampUpMs / 1000} seconds it takes one call at a time, then two, then four, twice as many with each round of answers and half as many after a failure. Whoever comes beyond that goes elsewhere first, and comes back when there is no elsewhere: nobody is refused for the sake of the ramp.

**By hand.** A key, a model or an endpoint can be isolated, which keeps everybody away until it is reset; a reset closes a circuit and forgets its failures and Retry-After.

**Restarts.** Open times, rests and isolations can be saved and restored (\`saveCircuits\`, \`restoreCircuits\`; the daemon does it by itself). What has run out, what is not registered any more, and keys that were replaced are left out.

**Retries.** At most ${attempts} attempts on one target, the first included; waits are random up to ${backoffBaseMs} ms, doubling up to ${backoffMaxMs} ms. A Retry-After is a floor. One that is longer than the longest wait is never waited for and never shortened: the next target is tried, and this one rests until then. These are the defaults; [configuration.md](configuration.md) has the settings.

**Retry budget.** Whatever a call does beyond its first attempt at a provider, after a failure that counts against anything but a key, is paid from a bucket of that provider: it holds ${budgetBurst}, each call adds ${budgetRatio}, each second ${budgetPerSecond}. When it is empty, calls fail over or fail at the first attempt, so that a vendor that is down is not also stormed. Going to another provider costs nothing.

**Bounds.** Attempts over the whole chain are bounded, everything happens within one deadline, and transports never retry.

${renderSoakSection()}`;
}

function row(kind: FailureKind, rule: FailureRule): string {
  const attempts = Number.isFinite(rule.maxAttemptsOnTarget) ? String(rule.maxAttemptsOnTarget) : 'as set';
  const limit = rule.retriesOnlyStreams === true ? `${attempts} for streams, else 1` : attempts;
  const action = rule.largerWindowOnly === true ? 'fail over, to a larger window only' : actions[rule.action];
  return `| \`${kind}\` | ${rule.meaning} | ${action} | ${limit} | ${rule.scope === 'none' ? '–' : rule.scope} | ${effects[rule.effect]} |`;
}
