import { expect, it } from 'vitest';
import * as config from './index.js';

it('exports these names and no others', () => {
  expect(Object.keys(config).sort()).toEqual([
    'ConfigurationError',
    'RegError',
    'Secret',
    'childEnvironment',
    'configJsonSchema',
    'describeSettings',
    'explainConfig',
    'isPlaceholder',
    'keyShapeWarnings',
    'loadConfig',
    'modelMapPresetNames',
    'modelMapPresets',
    'nodeFlags',
    'terminalSettings',
  ]);
});
