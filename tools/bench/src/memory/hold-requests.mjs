// Sends requests side by side, says `open` when all are under way, reads each to its end or until it is told to stop, and prints JSON.
import { Agent, request } from 'node:http';

/** What the parent writes may be megabytes, which is too much for an argument. @type {Buffer[]} */
const parts = [];
for await (const part of process.stdin) parts.push(part);
const { url, headers, body, lastWords, count, isStream } = JSON.parse(Buffer.concat(parts).toString());
const agent = new Agent({ keepAlive: false, maxSockets: count });
/** So many are begun at once, so that no queue of connections overflows. */
const atOnce = 50;
let underWay = 0;
let failed = 0;
let ended = 0;

// Looked at for long enough: they are to be under way still, every one.
process.once('SIGTERM', () => {
  process.stdout.write(`${JSON.stringify({ failed: count - underWay + ended })}\n`, () => process.exit());
});

function isUnderWay() {
  underWay += 1;
  if (underWay === count) process.stdout.write('open\n');
}

/** @param {() => void} begun */
function readOne(begun) {
  return new Promise((resolve) => {
    let tail = '';
    let hasEnded = false;
    const asked = request(url, { method: 'POST', agent, headers }, (response) => {
      if (isStream) response.once('data', begun);
      response.on('data', (/** @type {Buffer} */ bytes) => {
        const text = bytes.toString();
        hasEnded ||= (tail + text).includes(lastWords);
        tail = text.slice(-lastWords.length);
      });
      response.on('end', () => done(response.statusCode === 200 && hasEnded));
      response.on('error', () => done(false));
    });
    const done = (/** @type {boolean} */ isWhole) => {
      if (!isWhole) failed += 1;
      ended += 1;
      resolve(undefined);
    };
    asked.on('error', () => done(false));
    asked.end(body, () => {
      if (!isStream) begun();
    });
  });
}

/** @type {Promise<unknown>[]} */
const all = [];
for (let index = 0; index < count; index += atOnce) {
  const begun = [];
  for (let each = index; each < Math.min(count, index + atOnce); each += 1)
    begun.push(new Promise((resolve) => all.push(readOne(() => resolve(isUnderWay())))));
  await Promise.race([Promise.all(begun), Promise.all(all)]);
}
await Promise.all(all);
agent.destroy();
process.stdout.write(`${JSON.stringify({ failed })}\n`);
