import { compose } from '../../main/compose.js';
import type { ClientDialect } from '../client/client-dialect.js';
import { askOverHttp } from '../client/ask-over-http.js';
import { isRecord, recordsIn, textIn } from '../client/json-fields.js';
import { caseConfig } from './case-config.js';
import type { OpenSubject } from './subject.js';

/** A whole daemon on a port of its own, asked over HTTP in one of its dialects. */
export const openDaemon =
  (surface: 'http' | 'messages' | 'responses', dialect: ClientDialect): OpenSubject =>
  async (settings) => {
    const start = () => compose({ config: caseConfig(settings), writeLog: () => undefined });
    let daemon = await start();
    let url = await daemon.listen();
    return {
      surface,
      modelName: (vendor, model) => (model.includes('/') || model === 'auto' ? model : `${vendor}/${model}`),
      ask: ({ body, route, ...rest }) =>
        askOverHttp({ ...rest, dialect, baseUrl: `${url}/v1`, body: { ...body, reg: route } }),
      async endpointState(vendor) {
        const snapshot: unknown = await (await fetch(`${url}/v1/registry/snapshot`)).json();
        return endpointStateIn(isRecord(snapshot) ? snapshot['circuits'] : undefined, vendor);
      },
      async restart() {
        await daemon.close();
        daemon = await start();
        url = await daemon.listen();
      },
      close: () => daemon.close(),
    };
  };

export function endpointStateIn(circuits: unknown, name: string): string | undefined {
  const circuit = recordsIn(circuits).find(
    (candidate) => candidate['scope'] === 'endpoint' && candidate['name'] === name,
  );
  if (circuit === undefined) return undefined;
  const view = isRecord(circuit['view']) ? circuit['view'] : circuit;
  return textIn(view, 'state');
}
