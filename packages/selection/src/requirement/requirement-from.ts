import {
  InvalidRequestError,
  type ChatRequest,
  type ModelResolution,
  type Requirement,
  type RouteOptions,
  type RoutingPolicy,
} from '@reg/core';
import { categoryOf, type AskedCategory } from './category-of.js';
import { estimateInputTokens } from './estimate-input-tokens.js';
import { requestNeeds } from './request-needs.js';
import { requestProblems } from './request-problems.js';
import type { MapModel } from './model-map.js';
import { readRequestedModel, type RequestedModel } from './requested-model.js';
import { routeOptionProblems } from './route-option-problems.js';
import type { Writable } from '../writable.js';

/** The window that the hint `longContext` asks for, tokens: what vendors sell as 128k. */
export const longContextWindow = 128_000;

export interface RequirementContext {
  /** Which targets a model name means: the directory's own. */
  resolveModel(name: string): ModelResolution;
  /** What stands for a name that no provider serves. Absent: nothing is mapped. */
  readonly mapModel?: MapModel | undefined;
  readonly policy: RoutingPolicy;
  /** Stands for a request without a model: a model name, `auto` or `auto:<category>`. */
  readonly defaultModel: string;
  /** Whether another model may answer for one that was named, when the call does not say. */
  readonly allowFallback: boolean;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
}

/** Options of a call that routing does not read, but that may stand beside those it does. */
const inProcess = { prefix: '', beside: ['signal', 'requestId'] };

const noCategory: readonly AskedCategory[] = [];

/**
 * What a request needs, computed once: the model or category, sizes, capabilities, money. A default model is a
 * preference and not a demand, so another may answer for it unless the call forbids that.
 *
 * @throws InvalidRequestError when the request or the options are of the wrong form; it lists every problem.
 * @throws ModelNotFoundError when no provider serves the model asked for.
 * @throws ModelRetiredError when its vendor has withdrawn it.
 */
export function requirementFrom(
  request: ChatRequest,
  options: RouteOptions,
  context: RequirementContext,
): Requirement {
  const problems = requestProblems(request);
  const optionProblems = routeOptionProblems(options, inProcess);
  if (problems.length + optionProblems.length > 0)
    throw new InvalidRequestError([...problems, ...optionProblems]);
  const model = readRequestedModel(request.model, context);
  const { hints = {}, maxCostUsd, allowedModels } = options;
  const maxOutputTokens = request.max_completion_tokens ?? request.max_tokens ?? undefined;
  const choices = request.n ?? 1;
  // Set one by one: to spread what may be absent takes several times as long, and each call has one of these.
  const requirement: Writable<Requirement> = {
    requestedModel: model.name,
    category: categoryOf(askedCategories(model, options), context.policy),
    allowFallback: options.allowFallback ?? (model.isDefault || context.allowFallback),
    freeOnly: options.freeOnly ?? false,
    estimatedInputTokens: hints.estimatedTokens ?? estimateInputTokens(request),
    needs: requestNeeds(request, hints),
    nowMs: context.nowMs,
  };
  if (model.mapping !== undefined) requirement.modelMapping = model.mapping;
  if (model.explicitTargets !== undefined) requirement.explicitTargets = model.explicitTargets;
  if (maxCostUsd !== undefined) requirement.maxCostUsd = maxCostUsd;
  if (allowedModels !== undefined) requirement.allowedModels = allowedModels;
  if (maxOutputTokens !== undefined) requirement.maxOutputTokens = maxOutputTokens;
  if (choices !== 1) requirement.choices = choices;
  if (hints.longContext === true) requirement.minContextWindow = longContextWindow;
  return requirement;
}

function askedCategories(model: RequestedModel, options: RouteOptions): readonly AskedCategory[] {
  if (model.category === undefined && options.category === undefined) return noCategory;
  const asked: AskedCategory[] = [];
  if (model.category !== undefined) asked.push({ name: model.category, parameter: 'model' });
  if (options.category !== undefined) asked.push({ name: options.category, parameter: 'category' });
  return asked;
}
