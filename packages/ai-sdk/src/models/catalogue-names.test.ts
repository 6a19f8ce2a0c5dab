import { createRegistry, glmEndpoints, kimiEndpoints, type Registry } from '@reg/registry';
import { expect, it } from 'vitest';

const registryAt = (providers: Readonly<Record<string, { readonly baseUrl: string }>>): Registry =>
  createRegistry({ env: {}, envFile: false, configFile: false, overrides: { providers } });

/** Every name by which a model of a vendor can be called, on whichever of its hosts. */
async function namesOf(provider: string, hosts: Readonly<Record<string, string>>): Promise<string[]> {
  const names = new Set<string>();
  for (const baseUrl of Object.values(hosts)) {
    await using registry = registryAt({ [provider]: { baseUrl } });
    for (const candidate of registry.snapshot().candidates) {
      const { id, aliases, status } = candidate.model;
      if (candidate.provider !== provider || status === 'retired') continue;
      for (const name of [id, ...aliases]) names.add(name);
    }
  }
  return [...names].sort();
}

async function categoryNames(): Promise<string[]> {
  await using registry = registryAt({});
  return Object.keys(registry.snapshot().policy.categories).sort();
}

const union = (name: string, members: readonly string[]): string =>
  `export type ${name} =${members.length > 4 ? '\n  | ' : ' '}` +
  `${members.map((member) => `'${member}'`).join(members.length > 4 ? '\n  | ' : ' | ')};\n`;

it('the names that compile are those of the catalogues (after a change: vitest run -u catalogue-names)', async () => {
  const source = [
    '// Written by catalogue-names.test.ts from the catalogues. Retired models are left out: reg refuses them.\n',
    union('KimiModelName', await namesOf('kimi', kimiEndpoints)),
    union('GlmModelName', await namesOf('glm', glmEndpoints)),
    `/** The categories that exist without being configured. */\n${union('CategoryName', await categoryNames())}`,
  ].join('\n');
  await expect(source).toMatchFileSnapshot('./catalogue-names.ts');
});
