import type { CircuitOwner } from '@reg/core';
import type { FastifyInstance } from 'fastify';
import type { HttpContext } from './http-context.js';
import { HttpProblem } from './http-problem.js';

const scopes: readonly string[] = ['credential', 'model', 'endpoint'] satisfies readonly CircuitOwner[];

/** Circuits as they stand, and the operator's hand on them. */
export function addCircuitRoutes(server: FastifyInstance, context: HttpContext): void {
  const { registry } = context;
  const list = () => ({
    object: 'list',
    takenAtMs: context.nowMs(),
    data: registry.listCircuits().map(({ scope, name, view }) => ({ scope, name, ...view })),
  });
  server.get('/v1/registry/circuits', list);
  server.post('/v1/registry/circuits/isolate', (request) => {
    const { scope, name } = ownerIn(request.body);
    registry.isolateCircuit(scope, name);
    context.circuitsTouched?.();
    return list();
  });
  server.post('/v1/registry/circuits/reset', (request) => {
    const { scope, name } = ownerIn(request.body);
    registry.resetCircuit(scope, name);
    context.circuitsTouched?.();
    return list();
  });
}

function ownerIn(body: unknown): { readonly scope: CircuitOwner; readonly name: string } {
  const { scope, name } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  if (!isScope(scope))
    throw new HttpProblem(400, 'invalid_request', `scope must be one of ${scopes.join(', ')}.`, {
      param: 'scope',
    });
  if (typeof name !== 'string' || name === '')
    throw new HttpProblem(400, 'invalid_request', 'name must be the name of a circuit.', { param: 'name' });
  return { scope, name };
}

function isScope(value: unknown): value is CircuitOwner {
  return typeof value === 'string' && scopes.includes(value);
}
