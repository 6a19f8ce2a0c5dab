// Fastify and undici's request, passing bodies on as they are.
import Fastify from 'fastify';
import { Pool } from 'undici';

const pool = new Pool(process.argv[2] ?? '', { connections: 256, pipelining: 1 });
const server = Fastify({ keepAliveTimeout: 120_000 });
server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
  done(null, body),
);
server.post('/v1/chat/completions', async (request, reply) => {
  const answer = await pool.request({
    method: 'POST',
    path: '/v1/chat/completions',
    headers: { 'content-type': 'application/json', authorization: 'Bearer sk-upstream' },
    body: /** @type {Buffer} */ (request.body),
  });
  reply.code(answer.statusCode).header('content-type', answer.headers['content-type']);
  return reply.send(answer.body);
});
await server.listen({ port: 0, host: '127.0.0.1' });
const address = server.server.address();
process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`);
