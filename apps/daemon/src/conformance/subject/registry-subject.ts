import { createRegistry, type ChatRequest } from '@reg/registry';
import { askInProcess } from '../client/ask-in-process.js';
import { caseConfig } from './case-config.js';
import { endpointStateIn } from './daemon-subject.js';
import type { OpenSubject } from './subject.js';

/** The registry inside this process, without any HTTP of its own. */
export const openInProcess: OpenSubject = (settings) => {
  let registry = createRegistry({ config: caseConfig(settings) });
  return Promise.resolve({
    surface: 'in-process',
    modelName: (vendor, model) => (model.includes('/') || model === 'auto' ? model : `${vendor}/${model}`),
    ask: ({ body, route, ...rest }) =>
      askInProcess(registry, { ...rest, route, request: body as ChatRequest }),
    endpointState: (vendor) => Promise.resolve(endpointStateIn(registry.listCircuits(), vendor)),
    async restart() {
      const saved = JSON.parse(JSON.stringify(registry.saveCircuits())) as unknown;
      await registry.close();
      registry = createRegistry({ config: caseConfig(settings) });
      registry.restoreCircuits(saved);
    },
    close: () => registry.close(),
  });
};
