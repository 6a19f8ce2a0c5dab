// The floor: node:http and undici's dispatch, one key put in, nothing else. It knows no failure and no meaning.
import { createServer } from 'node:http';
import { Pool } from 'undici';

const upstream = process.argv[2] ?? '';
const pool = new Pool(upstream, { connections: 1024, pipelining: 1 });

const server = createServer((request, response) => {
  /** @type {Buffer[]} */
  const parts = [];
  request.on('data', (/** @type {Buffer} */ part) => parts.push(part));
  request.on('end', () => {
    const body = parts[1] === undefined && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
    pool.dispatch(
      {
        method: 'POST',
        path: request.url ?? '/',
        headers: { 'content-type': 'application/json', authorization: 'Bearer sk-upstream' },
        body,
      },
      new Relay(response),
    );
  });
});

class Relay {
  /** @param {import('node:http').ServerResponse} response */
  constructor(response) {
    this.response = response;
    this.begun = false;
    /** @type {Buffer | undefined} */
    this.first = undefined;
    this.length = undefined;
  }
  onRequestStart() {}
  /** @param {any} _controller @param {number} status @param {any} headers */
  onResponseStart(_controller, status, headers) {
    this.status = status;
    this.type = headers['content-type'];
    this.length = headers['content-length'];
  }
  /** @param {any} controller @param {Buffer} bytes */
  onResponseData(controller, bytes) {
    if (!this.begun) {
      this.begun = true;
      const whole = Number(this.length) === bytes.length;
      const head = { 'content-type': this.type, ...(whole ? { 'content-length': this.length } : {}) };
      this.response.writeHead(this.status ?? 200, head);
      if (whole) {
        this.response.end(bytes);
        return;
      }
    }
    if (!this.response.write(bytes)) {
      controller.pause();
      this.response.once('drain', () => controller.resume());
    }
  }
  onResponseEnd() {
    if (!this.response.writableEnded) this.response.end();
  }
  /** @param {any} _controller @param {Error} _error */
  onResponseError(_controller, _error) {
    if (!this.response.headersSent) this.response.writeHead(502);
    if (!this.response.writableEnded) this.response.end();
  }
}

server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`);
});
