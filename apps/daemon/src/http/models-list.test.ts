import type { AvailableModel, ModelDescriptor } from '@reg/core';
import { describe, expect, it } from 'vitest';
import { emptySnapshot } from '../../test/fake-registry.js';
import { modelRows } from './models-list.js';

const descriptor: ModelDescriptor = {
  id: 'shared',
  aliases: ['alias'],
  contextWindow: 1000,
  capabilities: {
    vision: false,
    video: false,
    tools: true,
    forcedToolChoice: 'any',
    jsonObject: true,
    jsonSchema: false,
    reasoning: 'none',
    continuation: false,
  },
  free: false,
  billing: 'per-token',
  status: 'active',
  rating: { capability: 1, speed: 1 },
  fact: { source: 'a page', date: '2026-09-12' },
};

function row(provider: string, id: string): AvailableModel {
  return {
    target: `${provider}/${id}`,
    id,
    provider,
    descriptor: { ...descriptor, id },
    available: true,
    reasons: [],
  };
}

const startedAtMs = Date.UTC(2026, 10, 1, 12);

describe('modelRows', () => {
  it('gives the bare name to the provider that a request for it would reach', () => {
    const rows = modelRows(
      [row('kimi', 'shared'), row('box', 'Shared'), row('box', 'own')],
      emptySnapshot,
      startedAtMs,
    );
    expect(rows.map(({ id }) => id)).toEqual(['shared', 'box/Shared', 'own', 'auto', 'auto:balanced']);
  });

  it('has OpenAI’s four fields, and what reg knows beside them', () => {
    const [first] = modelRows([row('kimi', 'shared')], emptySnapshot, startedAtMs);
    expect(first).toMatchObject({
      object: 'model',
      created: Date.UTC(2026, 8, 12) / 1000,
      owned_by: 'kimi',
      reg: { kind: 'model', target: 'kimi/shared', available: true, contextWindow: 1000 },
    });
    expect(first?.reg).not.toHaveProperty('price');
  });

  it('dates what has no date of its own by the start of the process', () => {
    const configured = row('box', 'llama');
    const fact = { source: 'configuration', date: 'as configured' };
    const rows = modelRows(
      [{ ...configured, descriptor: { ...configured.descriptor, fact } }],
      emptySnapshot,
      startedAtMs,
    );
    expect(rows.map(({ created }) => created)).toEqual(rows.map(() => startedAtMs / 1000));
  });
});
