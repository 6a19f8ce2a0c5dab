import { describe, expect, it } from 'vitest';
import { explainConfig, loadConfig, modelMapPresetNames, modelMapPresets } from '../src/index.js';
import { fileOf, only, problemsOf } from './files.js';

const presetsOf = (text: string) => loadConfig(only({ REG_MODEL_MAP_PRESETS: text })).routing.modelMapPresets;

describe('the model map', () => {
  it('is empty, and leaves the presets to whoever opens the registry', () => {
    const { routing } = loadConfig(only({}));
    expect(routing.modelMap).toEqual([]);
    expect(routing).not.toHaveProperty('modelMapPresets');
    expect(routing.listMappedModels).toBe(false);
  });

  it('is written in a file as rows, in their order', () => {
    const file =
      'routing:\n  modelMap:\n    - { match: "claude-*", to: auto }\n    - { match: o3, to: glm-5 }\n';
    expect(loadConfig(fileOf(file)).routing.modelMap).toEqual([
      { match: 'claude-*', to: 'auto' },
      { match: 'o3', to: 'glm-5' },
    ]);
  });

  it('may lead to a category of the operator', () => {
    const options = only({ REG_MODEL_MAP: 'gpt-4o=auto:mine' }, { routing: { categories: { mine: {} } } });
    expect(loadConfig(options).routing.modelMap).toHaveLength(1);
  });

  it('tells everything that is wrong at once: where, what was expected, and what is there', () => {
    const env = {
      REG_MODEL_MAP: 'auto=glm-5, gpt-4o, o3=auto:fast_respons, o1=glm-*, O3=auto',
      REG_MODEL_MAP_PRESETS: 'emacs',
    };
    expect(problemsOf(only(env)).map(({ name, problem }) => `${name} ${problem}`)).toEqual([
      'REG_MODEL_MAP[0].match is a name that always means reg itself',
      'REG_MODEL_MAP[1].to has no target; write name=target',
      'REG_MODEL_MAP[3].to is a pattern, and one model must answer',
      expect.stringMatching(/^REG_MODEL_MAP_PRESETS\[0\] is not right/),
    ]);
    const [unknown] = problemsOf(only({ REG_MODEL_MAP: 'o1=auto, o3=auto:fast_respons' }));
    expect(unknown).toMatchObject({
      source: 'environment',
      name: 'REG_MODEL_MAP[1].to',
      problem: 'is not a category',
      expected: expect.stringContaining('`fast_response`, perhaps'),
    });
    expect(problemsOf(only({ REG_MODEL_MAP: 'o3=auto, O3=glm-5' }))).toMatchObject([
      { name: 'REG_MODEL_MAP[1]', problem: 'has a match that another row has' },
    ]);
  });

  it('shows in the explanation what is set, and the presets in words where nothing is', () => {
    const rows = explainConfig(only({ REG_MODEL_MAP: 'gpt-4o=auto' })).settings;
    const row = (path: string) => rows.find((one) => one.path === path);
    expect(row('routing.modelMap')).toMatchObject({
      value: [{ match: 'gpt-4o', to: 'auto' }],
      source: 'environment REG_MODEL_MAP',
    });
    expect(row('routing.modelMapPresets')).not.toHaveProperty('value');
  });
});

describe('the presets', () => {
  it('are named one by one, or all, or none', () => {
    expect(presetsOf('openai')).toEqual(['openai']);
    expect(presetsOf('ALL')).toEqual(modelMapPresetNames);
    expect(presetsOf('none')).toEqual([]);
    const file = fileOf('routing:\n  modelMapPresets: none\n');
    expect(loadConfig(file).routing.modelMapPresets).toEqual([]);
  });

  it.each(Object.entries(modelMapPresets))(
    '%s says where its names are from and leads to categories',
    (_, preset) => {
      expect(preset.source).toMatch(/\w/);
      expect(preset.date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      expect(preset.names.length).toBeGreaterThan(0);
      const { categories } = loadConfig(only({})).routing;
      for (const { match, to } of preset.entries) {
        expect(match).not.toMatch(/^\*?$/);
        expect(Object.keys(categories)).toContain(to.replace(/^auto:/, ''));
      }
    },
  );
});
