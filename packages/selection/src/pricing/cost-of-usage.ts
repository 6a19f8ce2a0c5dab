import type { ModelPrice, TokenUsage } from '@reg/core';

const perMillion = 1_000_000;

/** What real usage cost, in US dollars: cached input at its own price where the vendor has one. */
export function costOfUsage(usage: TokenUsage, price: ModelPrice): number {
  const cached = Math.min(usage.cachedInputTokens, usage.inputTokens);
  const fresh = usage.inputTokens - cached;
  const cachedPrice = price.cachedInputUsdPerMTok ?? price.inputUsdPerMTok;
  return (
    (fresh * price.inputUsdPerMTok + cached * cachedPrice + usage.outputTokens * price.outputUsdPerMTok) /
    perMillion
  );
}

/** What so many tokens cost at list price, in US dollars: nothing is assumed to be cached. */
export function costOfTokens(
  tokens: { readonly inputTokens: number; readonly outputTokens: number },
  price: ModelPrice,
): number {
  return (
    (tokens.inputTokens * price.inputUsdPerMTok + tokens.outputTokens * price.outputUsdPerMTok) / perMillion
  );
}
