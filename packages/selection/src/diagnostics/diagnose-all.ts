import { diagnoseProvider } from './diagnose-provider.js';
import type { ProviderDiagnosis } from './provider-diagnosis.js';
import type { DiagnosisContext, ProviderFacts } from './provider-facts.js';

export interface DiagnoseAllContext extends DiagnosisContext {
  /** Provider ids, best first, in any case; the others follow by name. */
  readonly providerPriority: readonly string[];
}

/** A diagnosis of every provider, always in the same order: by priority, then by name. */
export function diagnoseAll(
  providers: readonly ProviderFacts[],
  context: DiagnoseAllContext,
): readonly ProviderDiagnosis[] {
  const priority = context.providerPriority.map((id) => id.toLowerCase());
  const rankOf = ({ provider }: ProviderFacts): number => {
    const index = priority.indexOf(provider.toLowerCase());
    return index === -1 ? priority.length : index;
  };
  return providers
    .toSorted((left, right) => rankOf(left) - rankOf(right) || compare(left.provider, right.provider))
    .map((facts) => diagnoseProvider(facts, context));
}

function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
