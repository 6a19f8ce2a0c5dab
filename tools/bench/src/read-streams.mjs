// Reads streams side by side for a while and tells how old each chunk was when it came. Prints JSON.
import { Agent, request } from 'node:http';

const options = JSON.parse(process.argv[2] ?? '{}');
const { url, headers, body, lastWords, connections, seconds } = options;
const agent = new Agent({ keepAlive: true, maxSockets: connections });
const endsAt = performance.now() + seconds * 1000;
/** @type {number[]} */
const firstByteMs = [];
/** @type {number[]} */
const ageUs = [];
let streams = 0;
let failed = 0;

function readOne() {
  return new Promise((resolve) => {
    const askedAt = performance.now();
    let seen = '';
    let newestUs = 0;
    const asked = request(url, { method: 'POST', agent, headers }, (response) => {
      response.once('data', () => firstByteMs.push(performance.now() - askedAt));
      response.on('data', (/** @type {Buffer} */ bytes) => {
        const nowUs = Number(process.hrtime.bigint() / 1000n);
        const text = bytes.toString();
        for (const [, stamp] of text.matchAll(/@(\d{16})/g)) {
          const writtenUs = Number(stamp);
          // Some dialects say the whole text once more at its end.
          if (writtenUs <= newestUs) continue;
          newestUs = writtenUs;
          ageUs.push(nowUs - writtenUs);
        }
        seen = text;
      });
      response.on('end', () => {
        streams += 1;
        if (!seen.includes(lastWords)) failed += 1;
        resolve(undefined);
      });
      response.on('error', () => {
        failed += 1;
        resolve(undefined);
      });
    });
    asked.on('error', () => {
      failed += 1;
      resolve(undefined);
    });
    asked.end(body);
  });
}

async function readOneAfterAnother() {
  while (performance.now() < endsAt) await readOne();
}

/** @param {number[]} values @param {number} share */
function quantile(values, share) {
  values.sort((left, right) => left - right);
  return values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;
}

await Promise.all(Array.from({ length: connections }, readOneAfterAnother));
agent.destroy();
process.stdout.write(
  `${JSON.stringify({
    streams,
    failed,
    chunks: ageUs.length,
    firstByteP50Ms: quantile(firstByteMs, 0.5),
    firstByteP99Ms: quantile(firstByteMs, 0.99),
    chunkP50Us: quantile(ageUs, 0.5),
    chunkP99Us: quantile(ageUs, 0.99),
  })}\n`,
);
