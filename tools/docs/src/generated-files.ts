import { configJsonSchema } from '@reg/config';
import { renderConfigurationPage } from './configuration-page.js';
import { renderErrorsPage } from './errors-page.js';
import { renderPerformancePage } from './performance-page.js';
import { renderResiliencePage } from './resilience-page.js';

/** A file of the repository that is made from code and never edited by hand. */
export interface GeneratedFile {
  /** From the root of the repository. */
  readonly path: string;
  render(): string;
}

/** Everything that `npm run docs` writes and the tests compare. Add a generator here and nowhere else. */
export const generatedFiles: readonly GeneratedFile[] = [
  { path: 'docs/configuration.md', render: renderConfigurationPage },
  {
    path: 'docs/reg.config.schema.json',
    render: () => `${JSON.stringify(configJsonSchema(), undefined, 2)}\n`,
  },
  { path: 'docs/errors.md', render: renderErrorsPage },
  { path: 'docs/resilience.md', render: renderResiliencePage },
  { path: 'docs/performance.md', render: renderPerformancePage },
];
