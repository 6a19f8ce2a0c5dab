import { expect, it } from 'vitest';
import { inspect } from 'node:util';
import { ConfigurationError, keyShapeWarnings, loadConfig, Secret } from '../src/index.js';
import { only } from './files.js';

it('prints what the README says', () => {
  const config = loadConfig(only({ KIMI_API_KEY: 'sk-value' }));
  expect(config.server.port).toBe(8079);
  expect(inspect(config.providers.kimi?.apiKeys)).toBe('[ [redacted] ]');
  expect(keyShapeWarnings('glm', new Secret('sk-abcdefghijklmnop'))[0]).toContain(
    'it begins with "sk-" like a key of Kimi;',
  );
});

it('fails as the README says', () => {
  const load = () => loadConfig(only({ REG_PORT: 'eighty', HEALTH_LOG_ONLY: 'maybe' }));
  expect(load).toThrow(ConfigurationError);
  expect(load).toThrow(
    [
      'The configuration has 2 problems:',
      '- REG_PORT (environment) is "eighty". Expected a whole number from 0 to 65535.',
      '- HEALTH_LOG_ONLY (environment) is "maybe". Expected true or false (also 1/0, yes/no, on/off).',
    ].join('\n'),
  );
});
