import type { RouteOptions } from '@reg/core';
import { InvalidArgumentError, type Command } from 'commander';

/** Routing options as flags, the same for every command that routes. */
export interface RouteFlags {
  readonly model?: string;
  readonly category?: string;
  readonly freeOnly?: boolean;
  readonly maxCost?: number;
  readonly fallback?: boolean;
  readonly deadline?: number;
  readonly seed?: number;
}

export function withRouteFlags(command: Command): Command {
  return command
    .option('-m, --model <name>', 'id, alias, provider/model, auto or auto:<category>')
    .option('--category <name>', 'extended_reasoning, fast_response, balanced or an own one')
    .option('--free-only', 'call no model that costs money, whatever fails')
    .option('--max-cost <usd>', 'US dollars that the request may cost at most', numberFrom(0))
    .option('--fallback', 'let another model answer when the one named cannot')
    .option('--deadline <ms>', 'milliseconds for the whole call', numberFrom(1))
    .option('--seed <integer>', 'make the decision reproducible', integerFrom(0));
}

export function routeOptionsFrom(flags: RouteFlags): RouteOptions {
  return {
    ...(flags.category === undefined ? {} : { category: flags.category }),
    ...(flags.freeOnly === undefined ? {} : { freeOnly: flags.freeOnly }),
    ...(flags.maxCost === undefined ? {} : { maxCostUsd: flags.maxCost }),
    ...(flags.fallback === undefined ? {} : { allowFallback: flags.fallback }),
    ...(flags.deadline === undefined ? {} : { deadlineMs: flags.deadline }),
    ...(flags.seed === undefined ? {} : { seed: flags.seed }),
  };
}

/** A parser for commander: a number from `min` up. */
export function numberFrom(min: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!Number.isFinite(value) || value < min) {
      throw new InvalidArgumentError(`It must be a number from ${min} up.`);
    }
    return value;
  };
}

/** A parser for commander: a whole number from `min` to `max`. */
export function integerFrom(min: number, max = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = numberFrom(min)(text);
    if (!Number.isSafeInteger(value) || value > max) {
      throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
    }
    return value;
  };
}
