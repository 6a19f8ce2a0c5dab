import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpProblem } from './http-problem.js';

/** Everything below /v1/responses: nothing is stored, so there is nothing to get, cancel or delete. */
export function addStoredResponsesRoutes(server: FastifyInstance): void {
  for (const method of ['GET', 'DELETE', 'POST'] as const) {
    server.route({ method, url: '/v1/responses/*', handler: refuseStored });
  }
}

/** What is below a route that is not offered rather than about a response that is not there. */
const notOffered: ReadonlySet<string> = new Set(['compact', 'input_tokens']);

function refuseStored(request: FastifyRequest): never {
  const { path } = request.record;
  const name = path.split('/')[3] ?? '';
  if (notOffered.has(name)) {
    throw new HttpProblem(
      404,
      'unknown_route',
      `There is no ${path} here. GET /openapi.json lists what there is.`,
    );
  }
  throw new HttpProblem(
    404,
    'response_not_found',
    'No responses are stored here: each is complete in the answer to its POST /v1/responses. Keep its output and send it as input.',
  );
}
