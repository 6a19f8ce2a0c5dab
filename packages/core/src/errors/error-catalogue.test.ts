import { readdirSync } from 'node:fs';
import type { RegError } from '@reg/config';
import { describe, expect, it } from 'vitest';
import { failureRules } from '../resilience/classify-failure.js';
import type { FailureKind } from '../ports/failure.js';
import { createApiError } from './api-error.js';
import { errorCatalogue } from './error-catalogue.js';
import { failureErrors } from './failure-errors.js';
import { gatewayErrors } from './gateway-errors.js';
import {
  AllCandidatesFailedError,
  DeadlineExceededError,
  InvalidRequestError,
  ModelNotFoundError,
  ModelRetiredError,
  NoEligibleModelError,
  ProviderNotRegisteredError,
} from './selection-errors.js';

/** Every error class that a module of this folder exports. */
async function exportedErrorClasses(): Promise<readonly (typeof RegError)[]> {
  const files = readdirSync(new URL('.', import.meta.url)).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  );
  const modules: Record<string, unknown>[] = await Promise.all(
    files.map((name) => import(new URL(name, import.meta.url).href)),
  );
  const values = modules.flatMap((module) => Object.values(module));
  return values.filter(
    (value): value is typeof RegError => typeof value === 'function' && value.prototype instanceof Error,
  );
}

const kinds = Object.keys(failureRules) as FailureKind[];
const codesOf = (className: string) =>
  errorCatalogue.filter((row) => row.className === className).map((row) => row.code);

describe('errorCatalogue', () => {
  it('has every error class of the package, each with a name of its own', async () => {
    const classes = await exportedErrorClasses();
    expect(classes.length).toBeGreaterThan(20);
    for (const type of classes) {
      expect(Object.hasOwn(type, 'errorName'), `${type.name} has no static errorName`).toBe(true);
      expect(type.errorName).toBe(type.name);
      expect(codesOf(type.name), `${type.name} has no row`).not.toEqual([]);
    }
  });

  it('names no class that does not exist', async () => {
    const names = (await exportedErrorClasses()).map((type) => type.name);
    const elsewhere = ['ConfigurationError'];
    for (const { className } of errorCatalogue) expect([...names, ...elsewhere]).toContain(className);
  });

  it.each(kinds)('knows the class of a failure of kind %s', (kind) => {
    const error = createApiError({ kind, provider: 'p', message: 'm' });
    expect(failureErrors[kind].className).toBe(error.name);
    expect(codesOf(error.name)).toContain(error.code);
  });

  it('has a row for the code of every other error, in its class', () => {
    const decision = { ranked: [], rejected: [], requirement: { requestedModel: 'm' } };
    const cause = new Error('last');
    const thrown = [
      new NoEligibleModelError(decision as unknown as ConstructorParameters<typeof NoEligibleModelError>[0]),
      new AllCandidatesFailedError({ attempts: [], credentialsExhausted: false, cause }),
      new AllCandidatesFailedError({ attempts: [], credentialsExhausted: true, cause }),
      new DeadlineExceededError(1, []),
      new ModelNotFoundError('m', []),
      new ModelRetiredError('m'),
      new ProviderNotRegisteredError('p', []),
      new InvalidRequestError([]),
    ];
    for (const { name, code } of thrown) expect(codesOf(name)).toContain(code);
    expect(codesOf('ConfigurationError')).toEqual(['configuration_invalid']);
  });

  it('has each code once for calls and once for attempts, in lower snake case, with words in every cell', () => {
    const keys = errorCatalogue.map((row) => `${row.code} ${row.ofAttempt}`);
    expect(keys).toEqual([...new Set(keys)]);
    for (const { code, when, whatToDo } of errorCatalogue) {
      expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect(when.length).toBeGreaterThan(10);
      expect(whatToDo.length).toBeGreaterThan(5);
    }
  });

  it('never lets a failure of the operator look like one of the client', () => {
    for (const { gateway } of errorCatalogue) expect([401, 403]).not.toContain(gateway?.status);
  });
});

describe('gatewayErrors', () => {
  it('has each code once', () => {
    const codes = [...gatewayErrors.rejections, ...gatewayErrors.refusals].map((row) => row.code);
    expect(codes).toEqual([...new Set(codes)]);
  });
});
