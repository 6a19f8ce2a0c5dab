import type { Frame } from './frame.js';
import type { ResponsePlan, WritingManner } from './response-plan.js';
import type { WireOutput } from './wire-output.js';

/** Sends a response as planned, to its end or until the client goes away. */
export async function sendResponse(plan: ResponsePlan, output: WireOutput): Promise<void> {
  await output.pause(plan.headersDelayMs);
  if (output.closed) return;
  if (plan.instead === 'silence') return output.hang();
  if (plan.instead === 'reset') {
    plan.onBreak?.();
    output.reset();
    return;
  }
  output.head(plan.status, plan.headers);
  await output.pause(plan.manner.firstDelayMs);
  if (plan.body.type === 'frames') await writeFrames(plan.body.frames, plan.manner, output);
  else if (plan.body.type === 'bytes') await writeBytes(plan.body.bytes, plan.manner, output);
  else await writeFiller(plan.body, output);
  await finish(plan, output);
}

async function finish(plan: ResponsePlan, output: WireOutput): Promise<void> {
  if (output.closed) return;
  if (plan.ending === 'end') {
    output.end();
    return;
  }
  // What was sent must arrive before the connection breaks.
  await output.flush();
  if (plan.ending === 'hang') return output.hang();
  plan.onBreak?.();
  if (plan.ending === 'reset') output.reset();
  else output.close();
}

async function writeFrames(
  frames: readonly Frame[],
  manner: WritingManner,
  output: WireOutput,
): Promise<void> {
  for (const [index, frame] of frames.entries()) {
    if (output.closed) return;
    const pacingMs = index === 0 ? 0 : manner.chunkDelayMs + manner.perTokenMs * (frame.tokens ?? 0);
    await output.pause(pacingMs + (frame.delayMs ?? 0));
    await writeBytes(Buffer.from(frameText(frame, manner)), manner, output);
  }
}

/** A frame in the words of the event stream format. */
export function frameText(frame: Frame, manner: Pick<WritingManner, 'crlf' | 'comments'>): string {
  const event = frame.event === undefined ? '' : `event: ${frame.event}\n`;
  const text = frame.raw ?? `${event}data: ${frame.data}\n\n`;
  const whole = manner.comments ? `: keep-alive\n\n${text}` : text;
  return manner.crlf ? whole.replaceAll('\n', '\r\n') : whole;
}

async function writeBytes(bytes: Buffer, manner: WritingManner, output: WireOutput): Promise<void> {
  if (manner.dripMs !== undefined) return writeDrops(bytes, manner.dripMs, output);
  if (!manner.splitUtf8) return output.write(bytes);
  for (const piece of splitInsideCharacters(bytes)) {
    if (output.closed) return;
    await output.write(piece);
    await output.flush();
  }
}

async function writeDrops(bytes: Buffer, intervalMs: number, output: WireOutput): Promise<void> {
  for (let index = 0; index < bytes.length && !output.closed; index += 1) {
    await output.write(bytes.subarray(index, index + 1));
    await output.flush();
    await output.pause(intervalMs);
  }
}

/** Cuts before the last byte of every character that has more than one, so that no write holds it whole. */
export function splitInsideCharacters(bytes: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  let from = 0;
  for (let index = 1; index < bytes.length; index += 1) {
    const isContinuation = ((bytes[index] ?? 0) & 0xc0) === 0x80;
    const isLast = ((bytes[index + 1] ?? 0) & 0xc0) !== 0x80;
    if (!isContinuation || !isLast) continue;
    pieces.push(bytes.subarray(from, index));
    from = index;
  }
  pieces.push(bytes.subarray(from));
  return pieces;
}

const fillerBlock = Buffer.alloc(64 * 1024, 'x');

/** Never held in memory as a whole; sent no faster than the client reads. */
async function writeFiller(
  body: { readonly bytes: number; readonly stream: boolean },
  output: WireOutput,
): Promise<void> {
  await output.write(body.stream ? 'data: {"padding":"' : '{"padding":"');
  for (let left = body.bytes; left > 0 && !output.closed; left -= fillerBlock.length)
    await output.write(left >= fillerBlock.length ? fillerBlock : fillerBlock.subarray(0, left));
  await output.write(body.stream ? '"}\n\n' : '"}');
}
