import { describe, expect, it } from 'vitest';
import { unsupportedNode } from './supported-node.js';

describe('unsupportedNode', () => {
  it.each(['22.12.0', '22.20.1', '24.0.0', '26.1.2'])('takes %s', (version) => {
    expect(unsupportedNode(version)).toBeUndefined();
  });
  it.each(['18.20.0', '20.20.2', '22.11.0'])('refuses %s and names what it needs', (version) => {
    expect(unsupportedNode(version)).toContain('22.12');
  });
});
