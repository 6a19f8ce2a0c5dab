import type { Credential, ModelDescriptor, Provider, ProviderCall } from '@reg/core';
import type { VendorSimulator } from '../vendor-simulator.js';

/** A provider that is connected to a simulator, made anew for every test. */
export interface ContractSubject {
  readonly provider: Provider;
  readonly simulator: VendorSimulator;
  /** A model that the provider offers and the simulator serves. */
  readonly model: ModelDescriptor;
  /** Absent for a provider that needs no key. */
  readonly credential?: Credential | undefined;
  /** A call of that model with that credential and timeouts of seconds. */
  call(overrides?: Partial<ProviderCall>): ProviderCall;
  /** Ends the provider and the simulator. */
  close(): Promise<void>;
}

/** The part of a test runner that the contract needs: vitest's, jest's, or any other with these names. */
export interface TestFunctions {
  describe(name: string, body: () => void): unknown;
  it(name: string, body: () => Promise<void>): unknown;
  expect(
    actual: unknown,
    message?: string,
  ): {
    toBe(expected: unknown): unknown;
    toEqual(expected: unknown): unknown;
  };
}

/** Registers one test of the contract on a fresh subject. */
export type ContractTest = (
  name: string,
  body: (subject: ContractSubject, expect: TestFunctions['expect']) => Promise<void>,
) => void;
