// Hono and the built-in fetch, as gateways for many runtimes are written.
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

const upstream = process.argv[2] ?? '';
const app = new Hono();
app.post('/v1/chat/completions', async (context) => {
  const answer = await fetch(`${upstream}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer sk-upstream' },
    body: await context.req.text(),
  });
  return new Response(answer.body, {
    status: answer.status,
    headers: { 'content-type': answer.headers.get('content-type') ?? '' },
  });
});
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
  process.stdout.write(`${port}\n`);
});
