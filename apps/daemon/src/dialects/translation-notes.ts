import type { RequestWarning } from '@reg/core';
import { maxProblems, type RequestProblem } from '../http/check-messages.js';

/** What the translation itself changed or left out, in the client's own words for it. */
export type TranslationWarning = Pick<RequestWarning, 'parameter' | 'action' | 'message'>;

/** Gathers what a translation could not carry over, and what it could make no sense of. */
export interface TranslationNotes {
  /** Told once for each parameter and action, however often it occurs. */
  warn(warning: TranslationWarning): void;
  refuse(parameter: string, message: string): void;
  /** Tells what was noted elsewhere. */
  add(noted: Pick<TranslationNotes, 'warnings' | 'problems'>): void;
  readonly warnings: readonly TranslationWarning[];
  readonly problems: readonly RequestProblem[];
}

/** Names come from the client; a header that lists a thousand of them helps nobody. */
const maxWarnings = 50;

export function createTranslationNotes(): TranslationNotes {
  const warnings = new Map<string, TranslationWarning>();
  const problems: RequestProblem[] = [];
  const warn = (warning: TranslationWarning): void => {
    const name = `${warning.parameter} ${warning.action}`;
    if (warnings.size < maxWarnings && !warnings.has(name)) warnings.set(name, warning);
  };
  const refuse = (parameter: string, message: string): void => {
    if (problems.length < maxProblems) problems.push({ parameter, message });
  };
  return {
    warn,
    refuse,
    add(noted) {
      for (const warning of noted.warnings) warn(warning);
      for (const { parameter, message } of noted.problems) refuse(parameter, message);
    },
    get warnings() {
      return [...warnings.values()];
    },
    get problems() {
      return problems;
    },
  };
}
