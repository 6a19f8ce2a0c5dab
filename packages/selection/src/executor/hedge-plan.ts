import type { ChatRequest, Decision, RegistrySnapshot, RouteOptions } from '@reg/core';
import { callTarget, type CallTarget } from '../rank/call-target.js';
import { firstChoiceOf } from '../rank/lazy-decision.js';

/** How a second attempt is made beside a slow first one. */
export interface HedgePlan {
  /** Milliseconds that the first attempt has for itself. */
  readonly afterMs: number;
  /** Where the second may go, best first. Asked for when there is a second. */
  candidates(): readonly CallTarget[];
}

/**
 * The plan for one call, or none. None with tools, because a second answer may do twice what should be done once;
 * none under a cost cap, because two attempts at once could break it; and none where nobody knows what is slow.
 */
export function hedgePlan(inputs: {
  readonly hedge: RouteOptions['hedge'];
  readonly request: ChatRequest;
  readonly decision: Decision;
  readonly snapshot: RegistrySnapshot;
  readonly streamed: boolean;
  readonly deadlineMs: number | undefined;
}): HedgePlan | undefined {
  const { hedge = false, request, decision, snapshot, streamed, deadlineMs } = inputs;
  if (hedge === false) return undefined;
  const first = firstChoiceOf(decision);
  const hasTools = Array.isArray(request.tools) && request.tools.length > 0;
  const isCapped =
    decision.requirement.maxCostUsd !== undefined || snapshot.policy.maxCostPerRequestUsd !== undefined;
  if (first === undefined || hasTools || isCapped) return undefined;
  const afterMs = hedge === true ? usualMs(snapshot, first.target, streamed) : hedge.afterMs;
  if (afterMs === undefined || afterMs >= (deadlineMs ?? Infinity)) return undefined;
  return {
    afterMs,
    candidates() {
      const others = decision.ranked.slice(1);
      return others.length > 0 ? others.map(callTarget) : [first];
    },
  };
}

/** Of twenty answers nineteen are here by then. */
function usualMs(snapshot: RegistrySnapshot, target: string, streamed: boolean): number | undefined {
  const latency = snapshot.candidates.find((candidate) => candidate.target === target)?.latency;
  return streamed ? latency?.timeToFirstTokenP95Ms : latency?.p95Ms;
}
