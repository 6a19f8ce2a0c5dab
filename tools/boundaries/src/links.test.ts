import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { workspaceRoot } from './lint-source.js';

const pages = globSync(['*.md', '{docs,examples,packages,apps,tools}/**/*.md', '.changeset/*.md'], {
  cwd: workspaceRoot,
  exclude: (name) => ['node_modules', 'dist', 'src'].includes(basename(name)),
});

/** The heading's anchor as GitHub makes it. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/gu, '-');

function withoutCode(text: string): string {
  return text.replaceAll(/^```[^]*?^```$/gmu, '').replaceAll(/`[^`\n]*`/gu, '');
}

function anchorsIn(text: string): string[] {
  const headings = text.replaceAll(/^```[^]*?^```$/gmu, '').matchAll(/^#+ (.+)$/gmu);
  return [...headings].map(([, heading = '']) =>
    anchorOf(heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/gu, '$1')),
  );
}

function deadLinks(page: string): string[] {
  const text = readFileSync(join(workspaceRoot, page), 'utf8');
  const targets = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/gu)].map(([, target = '']) => target);
  return targets
    .filter((target) => !/^[a-z]+:/u.test(target))
    .filter((target) => {
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? join(workspaceRoot, page) : join(workspaceRoot, dirname(page), path);
      if (!existsSync(file)) return true;
      return (
        anchor !== undefined &&
        file.endsWith('.md') &&
        !anchorsIn(readFileSync(file, 'utf8')).includes(anchor)
      );
    })
    .map((target) => `${page}: ${target}`);
}

it('links between pages lead somewhere', () => {
  expect(pages.length).toBeGreaterThan(5);
  expect(pages.flatMap(deadLinks)).toEqual([]);
});
