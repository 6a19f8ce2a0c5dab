import { beforeAll, describe, expect, it } from 'vitest';
import { lintSource, loadProjectGraph } from './lint-source.js';

beforeAll(loadProjectGraph);

const ownership = {
  cockatiel: 'cockatiel stays inside packages/core: resilience has one home.',
  undici: 'undici stays inside packages/openai-compatible: there is one transport.',
};

describe.each([
  ['cockatiel', 'packages/core', ['packages/selection', 'packages/openai-compatible', 'packages/registry']],
  ['undici', 'packages/openai-compatible', ['packages/core', 'packages/providers-kimi', 'packages/testkit']],
] as const)('%s', (name, home, strangers) => {
  const forms = [
    `import * as policy from '${name}';\nexport const used = policy;\n`,
    `import type { Pool } from '${name}';\nexport type Used = Pool;\n`,
    `export { Pool } from '${name}';\n`,
    `export const later = import('${name}');\n`,
    `import * as part from '${name}/lib/part.js';\nexport const used = part;\n`,
  ];

  it(`is refused outside ${home}, in every form of import`, async () => {
    for (const project of [...strangers, 'apps/daemon']) {
      for (const code of forms) {
        const messages = await lintSource(`${project}/src/violation.ts`, code);
        expect(messages.join('\n'), `${project}: ${code}`).toContain(ownership[name]);
      }
    }
  });

  it(`is accepted in ${home}`, async () => {
    expect(await lintSource(`${home}/src/accepted.ts`, forms[0] ?? '')).toEqual([]);
  });

  it('does not forbid a package whose name only begins the same', async () => {
    const messages = await lintSource(
      'packages/selection/src/accepted.ts',
      `export const x = import('${name}-x');\n`,
    );
    expect(messages.join('\n')).not.toContain(ownership[name]);
  });
});

const environmentForms = [
  'export const key = process.env.KIMI_API_KEY;',
  'export const all = process.env;',
  'export const all = process?.env;',
  "export const all = process['env'];",
  'export const all = process[`env`];',
  'export const { env } = process;',
  "export const { 'env': all } = process;",
  'export const { env: { HOME } } = process;',
  'export const all = globalThis.process.env;',
  "export const all = global.process['env'];",
  'export const { env } = globalThis.process;',
  'export const { process: { env } } = globalThis;',
  'let env; ({ env } = process); export { env };',
  'export function f({ env } = process) { return env; }',
  'const p = process; export const all = p.env;',
  "import { env } from 'node:process'; export const all = env;",
  "import { env as all } from 'process'; export { all };",
  "import p from 'node:process'; export const all = p.env;",
  "export { env } from 'node:process';",
  "export const p = await import('node:process');",
  'process.loadEnvFile();',
];

describe('the environment', () => {
  const refusal = 'no-restricted-syntax: The environment is read in packages/config only';

  it.each(environmentForms)('is refused outside packages/config: %s', async (code) => {
    for (const file of ['packages/core/src/violation.ts', 'packages/openai-compatible/src/violation.ts']) {
      expect((await lintSource(file, code)).join('\n')).toContain(refusal);
    }
  });

  it.each(['packages/providers-glm', 'packages/registry', 'packages/testkit', 'apps/daemon'])(
    'is refused in %s',
    async (project) => {
      const messages = await lintSource(
        `${project}/src/violation.ts`,
        'export const home = process.env.HOME;',
      );
      expect(messages.join('\n')).toContain(refusal);
    },
  );

  it('is accepted in packages/config', async () => {
    const code = 'export const readHome = () => process.env.HOME;';
    expect(await lintSource('packages/config/src/accepted.ts', code)).toEqual([]);
  });

  it('leaves the rest of process alone', async () => {
    const code =
      "export const { pid } = process;\nexport const limit = process.memoryUsage();\nprocess.on('exit', () => {});\n";
    expect((await lintSource('packages/core/src/accepted.ts', code)).join('\n')).not.toContain(refusal);
  });
});

describe('export *', () => {
  it.each(["export * from './secret.js';", "export * as all from './secret.js';"])(
    'is refused: %s',
    async (code) => {
      for (const project of [
        'packages/config',
        'packages/core',
        'packages/openai-compatible',
        'apps/daemon',
      ]) {
        const messages = await lintSource(`${project}/src/index.ts`, code);
        expect(messages.join('\n')).toContain('no-restricted-syntax: Name what is exported');
      }
    },
  );
});
