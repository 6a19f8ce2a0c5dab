// Load that does not wait for answers: requests come at random moments at a given rate, whether or not the target keeps
// up, and each is timed from the moment at which it was due. Takes its plan as JSON; prints what it saw as JSON.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';

/**
 * Either so many requests a second, or always so many at once; with no time at all, so many once.
 *
 * @typedef {{ rate?: number, atOnce?: number, seconds: number }} Phase
 * @typedef {{ url: string, headers: Record<string, string>, body: string, phases: Phase[], connections: number,
 *   pids: number[], sliceMs: number, seed: number }} Plan
 * @typedef {{ dueMs: number, phase: number }} Arrival
 * @typedef {{ socket: import('node:net').Socket, arrival: Arrival | undefined, text: string }} Connection
 */

/** @type {Plan} */
const plan = JSON.parse(process.argv[2] ?? '{}');
const { hostname, port, host, pathname } = new URL(plan.url);
const headers = Object.entries({ ...plan.headers, host, 'content-length': Buffer.byteLength(plan.body) });
const request = Buffer.from(
  [`POST ${pathname} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`), '', plan.body].join(
    '\r\n',
  ),
);

class Watched {
  sent = 0;
  /** How many failed in which way. @type {Record<string, number>} */
  failures = {};
  mostWaiting = 0;
  startMs = 0;
  endMs = 0;
  busyRatio = 0;
  /** @type {{ atMs: number, tookMs: number }[]} */
  accepted = [];
  /** @type {{ atMs: number, tookMs: number }[]} */
  refused = [];
}

const phases = plan.phases.map(() => new Watched());
/** @type {Connection[]} */
const idle = [];
/** @type {Arrival[]} */
const waiting = [];
let firstWaiting = 0;
let connections = 0;
let unanswered = 0;

/** @param {number} index @returns {Watched} */
const phaseAt = (index) => phases[index] ?? new Watched();

/** @param {number} phase @param {number} dueMs @returns {Arrival} */
function arrivalAt(phase, dueMs) {
  unanswered += 1;
  phaseAt(phase).sent += 1;
  return { dueMs, phase };
}

/** @param {Arrival} arrival */
function take(arrival) {
  const connection = idle.pop() ?? (connections < plan.connections ? newConnection() : undefined);
  if (connection !== undefined) {
    send(connection, arrival);
    return;
  }
  waiting.push(arrival);
  const watched = phaseAt(arrival.phase);
  watched.mostWaiting = Math.max(watched.mostWaiting, waiting.length - firstWaiting);
}

/** @returns {Connection} */
function newConnection() {
  connections += 1;
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  /** @type {Connection} */
  const connection = { socket, arrival: undefined, text: '' };
  socket.setEncoding('latin1');
  socket.on('data', (/** @type {string} */ text) => {
    received(connection, text);
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    connections -= 1;
    if (idle.includes(connection)) idle.splice(idle.indexOf(connection), 1);
    if (connection.arrival === undefined) return;
    unanswered -= 1;
    fail(phaseAt(connection.arrival.phase), 'closed without an answer');
  });
  return connection;
}

/** @param {Connection} connection @param {Arrival} arrival */
function send(connection, arrival) {
  connection.arrival = arrival;
  connection.text = '';
  connection.socket.write(request);
}

/** @param {Connection} connection @param {string} text */
function received(connection, text) {
  connection.text += text;
  const whole = connection.text;
  const head = whole.indexOf('\r\n\r\n');
  const length = /content-length: (\d+)/i.exec(whole.slice(0, head))?.[1];
  const { arrival } = connection;
  if (arrival === undefined || length === undefined || whole.length < head + 4 + Number(length)) return;
  connection.arrival = undefined;
  answered(arrival, whole.slice(0, head));
  const next = waiting[firstWaiting];
  if (next !== undefined) {
    firstWaiting += 1;
    send(connection, next);
    return;
  }
  const nowMs = performance.now();
  if (plan.phases[arrival.phase]?.atOnce !== undefined && nowMs < phaseAt(arrival.phase).endMs)
    send(connection, arrivalAt(arrival.phase, nowMs));
  else idle.push(connection);
}

/** @param {Watched} watched @param {string} how */
function fail({ failures }, how) {
  failures[how] = (failures[how] ?? 0) + 1;
}

/** @param {Arrival} arrival @param {string} head */
function answered({ phase, dueMs }, head) {
  unanswered -= 1;
  const watched = phaseAt(phase);
  const seen = { atMs: dueMs - watched.startMs, tookMs: performance.now() - dueMs };
  const status = head.slice(9, 12);
  if (status === '200') watched.accepted.push(seen);
  else if (status === '503') watched.refused.push(seen);
  else fail(watched, `status ${status}`);
  if (status === '503' && !/retry-after: /i.test(head)) fail(watched, 'refused without retry-after');
}

// A small generator of its own, so that every run has the same arrivals.
let state = plan.seed;
function random() {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return (state + 1) / 4_294_967_297;
}

/** @param {number} ms */
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Processor time of the target so far, milliseconds: ticks of /proc are hundredths of a second. */
function usedMs() {
  return plan.pids.reduce((sum, pid) => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return sum + (Number(fields[11]) + Number(fields[12])) * 10;
  }, 0);
}

/** @param {number} index @param {Phase} phase */
async function run(index, { rate, atOnce = 0, seconds }) {
  const watched = phaseAt(index);
  const beforeMs = usedMs();
  watched.startMs = performance.now();
  watched.endMs = watched.startMs + seconds * 1000;
  for (let one = 0; one < atOnce; one += 1) take(arrivalAt(index, performance.now()));
  let dueMs = watched.startMs;
  while (performance.now() < watched.endMs) {
    const untilMs = rate === undefined ? 0 : Math.min(performance.now(), watched.endMs);
    for (; dueMs <= untilMs; dueMs += (-Math.log(random()) * 1000) / (rate ?? 1))
      take(arrivalAt(index, dueMs));
    await pause(1);
  }
  watched.busyRatio = (usedMs() - beforeMs) / (performance.now() - watched.startMs);
}

// Node accepts one new connection in each turn of its event loop, so a late one would be measured by its
// accepts: a millisecond for each.
for (let one = 0; one < plan.connections; one += 1) idle.push(newConnection());
await pause(plan.connections);
for (const [index, phase] of plan.phases.entries()) await run(index, phase);
const giveUpAtMs = performance.now() + 30_000;
while (unanswered > 0 && performance.now() < giveUpAtMs) await pause(20);

/** @param {{ tookMs: number }[]} seen @param {number} share */
function percentile(seen, share) {
  const sorted = Float64Array.from(seen, ({ tookMs }) => tookMs).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** @param {Watched} watched */
function slicesOf({ accepted, refused }) {
  const at =
    (/** @type {number} */ index) =>
    (/** @type {{ atMs: number }} */ { atMs }) =>
      Math.floor(atMs / plan.sliceMs) === index;
  const last = [...accepted, ...refused].reduce((most, { atMs }) => Math.max(most, atMs), 0);
  return Array.from({ length: Math.floor(last / plan.sliceMs) + 1 }, (_, index) => ({
    atMs: index * plan.sliceMs,
    refused: refused.filter(at(index)).length,
    slowestMs: percentile(accepted.filter(at(index)), 1),
  }));
}

process.stdout.write(
  JSON.stringify(
    phases.map((watched) => ({
      sent: watched.sent,
      accepted: watched.accepted.length,
      refused: watched.refused.length,
      failures: watched.failures,
      mostWaiting: watched.mostWaiting,
      busyRatio: watched.busyRatio,
      p50Ms: percentile(watched.accepted, 0.5),
      p99Ms: percentile(watched.accepted, 0.99),
      refusedP50Ms: percentile(watched.refused, 0.5),
      slices: slicesOf(watched),
      unanswered,
    })),
    // A socket may still be open that nobody will write to.
  ),
  () => process.exit(0),
);
