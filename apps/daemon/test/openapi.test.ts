import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dialects } from '../src/http/create-server.js';
import { openApiDocument } from '../src/http/openapi/document.js';
import { createFakeRegistry } from './fake-registry.js';
import { serve, type Served } from './served.js';

interface Operation {
  readonly operationId: string;
  readonly responses: Record<string, unknown>;
}

let served: Served;
beforeAll(async () => {
  served = await serve(createFakeRegistry());
});
afterAll(async () => {
  await served.server.close();
});

/** `METHOD /path` of every route, in OpenAPI's spelling. */
async function registeredRoutes(): Promise<string[]> {
  const routes = (await served.server.routes())
    .printRoutes({ commonPrefix: false, includeHooks: false })
    .split('\n')
    .flatMap((line) => {
      const match = /──\s(\S+)\s\(([^)]*)\)/.exec(line);
      return match === null ? [] : [{ path: match[1] ?? '', methods: (match[2] ?? '').split(', ') }];
    });
  const framework = routes.flatMap(({ path, methods }) =>
    methods.filter((method) => method !== 'HEAD').map((method) => `${method} ${path}`),
  );
  // Served before the framework.
  return [...framework, ...dialects.map((dialect) => `POST ${dialect.path}`)];
}

describe('GET /openapi.json', () => {
  it('describes every route that is registered, and no other', async () => {
    const described = Object.entries(openApiDocument('1').paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const registered = await registeredRoutes();
    const framework = await served.server.routes();
    expect(registered.length).toBeGreaterThan(5);
    for (const route of described) {
      const [method, path = ''] = route.split(' ');
      const url = path.replace('{id}', '*');
      const isThere =
        dialects.some((dialect) => dialect.path === url) ||
        framework.hasRoute({ method: method as 'GET', url });
      expect(isThere, route).toBe(true);
    }
    expect(described).toHaveLength(registered.length);
  });

  it('refers only to what it defines, and names each operation once', async () => {
    const text = await (await fetch(`${served.url}/openapi.json`)).text();
    const document = JSON.parse(text) as {
      openapi: string;
      paths: Record<string, Record<string, Operation>>;
      components: { schemas: Record<string, unknown> };
    };
    expect(document.openapi).toBe('3.1.0');
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      expect(document.components.schemas).toHaveProperty(name ?? '');
    }
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    expect(new Set(operations.map((operation) => operation.operationId)).size).toBe(operations.length);
    // Paths about what is never stored have nothing to answer but that.
    for (const operation of operations) {
      expect(Object.keys(operation.responses).some((status) => status === '200' || status === '404')).toBe(
        true,
      );
    }
  });
});
