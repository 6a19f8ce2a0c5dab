import { systemClock, type Clock } from '@reg/core';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from './answer/answer.js';
import type { Fault } from './faults/fault.js';
import type { VendorError } from './faults/vendor-error.js';
import { FaultScript, type FaultSubject } from './faults/fault-script.js';
import type { Pacing } from './faults/plan-context.js';
import { planResponse } from './faults/plan-response.js';
import { Listener } from './http/listener.js';
import { readBody } from './http/read-body.js';
import { errorReply, type Reply } from './http/reply.js';
import { RequestLog, type OpenRecord } from './http/request-log.js';
import { sendResponse } from './http/send-response.js';
import type { ApiRequest, VendorBehaviour, VendorSurface } from './http/vendor-behaviour.js';
import { createWireOutput } from './http/wire-output.js';
import { isRecord, parseJson, textOf } from './json-value.js';
import type { SimulatorOptions } from './simulator-options.js';
import type { VendorSimulator } from './vendor-simulator.js';

/** Serves a vendor's behaviour over HTTP. The one server behind every simulator. */
export async function startSimulator(
  vendor: VendorBehaviour,
  options: SimulatorOptions,
): Promise<VendorSimulator> {
  const server = new SimulatorServer(vendor, options);
  await server.open(options.port ?? 0);
  return server;
}

class SimulatorServer implements VendorSimulator {
  readonly #vendor: VendorBehaviour;
  readonly #clock: Clock;
  readonly #pacing: Pacing;
  readonly #maxBodyBytes: number;
  readonly #faults = new FaultScript();
  readonly #log: RequestLog;
  readonly #listener: Listener;
  readonly #waiters = new Set<() => void>();
  #received = 0;
  #inFlight = 0;
  #lastAnswer: Answer | undefined;
  #cancelRefusal: () => void = () => undefined;
  #closed = false;

  constructor(vendor: VendorBehaviour, options: SimulatorOptions) {
    this.#vendor = vendor;
    this.#clock = options.clock ?? systemClock;
    this.#pacing = pacingOf(options);
    this.#maxBodyBytes = options.maxBodyBytes ?? vendor.maxBodyBytes;
    this.#log = new RequestLog(options.maxRequests ?? 200);
    this.#listener = new Listener((request, response) => {
      void this.#serve(request, response);
    });
  }

  get origin() {
    return `http://127.0.0.1:${this.#listener.port}`;
  }
  get baseUrl() {
    return this.origin + this.#vendor.basePath;
  }
  get messagesUrl() {
    const { messages } = this.#vendor;
    return messages === undefined ? undefined : this.origin + messages.basePath;
  }
  get requests() {
    return this.#log.requests;
  }
  get inFlight() {
    return this.#inFlight;
  }
  get lastAnswer() {
    return this.#lastAnswer;
  }
  get errors() {
    return this.#vendor.errors;
  }

  open(port: number): Promise<void> {
    return this.#listener.open(port);
  }

  script(...faults: readonly Fault[]): void {
    this.#faults.add(faults.filter((fault) => fault.kind !== 'refuse_connections'));
    for (const fault of faults) if (fault.kind === 'refuse_connections') this.#refuse(fault.forMs);
  }

  async clearFaults(): Promise<void> {
    this.#cancelRefusal();
    this.#faults.clear();
    if (!this.#closed) await this.#listener.accept();
  }

  async reset(): Promise<void> {
    await this.clearFaults();
    this.#vendor.reset();
    this.#log.clear();
    this.#received = 0;
    this.#lastAnswer = undefined;
  }

  received(count: number): Promise<void> {
    return this.#until(() => this.#received >= count);
  }

  idle(): Promise<void> {
    return this.#until(() => this.#inFlight === 0);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelRefusal();
    await this.#listener.close();
    await this.idle();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #refuse(forMs: number | undefined): void {
    this.#listener.refuse();
    if (forMs === undefined) return;
    this.#cancelRefusal = this.#clock.schedule(forMs, () => {
      if (!this.#closed) void this.#listener.accept();
    });
  }

  async #until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiters.add(resolve));
  }

  #changed(): void {
    const waiting = [...this.#waiters];
    this.#waiters.clear();
    for (const wake of waiting) wake();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const record = this.#log.open({
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      headers: request.headers,
      key: keyOf(request),
      atMs: this.#clock.nowMs(),
    });
    this.#inFlight += 1;
    this.#received += 1;
    this.#changed();
    response.once('close', () => {
      record.aborted = !record.finished && !response.writableFinished;
      record.finished ||= response.writableFinished;
    });
    try {
      await this.#exchange(request, response, record);
    } finally {
      if (!response.destroyed && !response.writableEnded) response.destroy();
      this.#inFlight -= 1;
      this.#changed();
    }
  }

  async #exchange(request: IncomingMessage, response: ServerResponse, record: OpenRecord): Promise<void> {
    const output = createWireOutput(response, this.#clock);
    const body = await readBody(request, this.#maxBodyBytes);
    if (body.type === 'aborted') return;
    const bytes = body.type === 'whole' ? body.bytes : Buffer.alloc(0);
    const url = new URL(request.url ?? '/', this.origin);
    const surface = this.#surfaceAt(url.pathname);
    const worded = (error: VendorError): VendorError => surface.worded?.(error) ?? error;
    const call = this.#parse(request, bytes, { url, surface });
    this.#log.keepBody(
      record,
      call.json ?? (bytes.length === 0 ? undefined : bytes.toString('utf8')),
      bytes.length,
    );
    let reply: Reply | undefined;
    const plan = planResponse(this.#faults.take(subjectOf(call)), {
      pacing: this.#pacing,
      headers: {
        ...this.#vendor.responseHeaders(),
        ...(body.type === 'too_large' ? { connection: 'close' } : {}),
      },
      nowMs: call.nowMs,
      errorIn200: surface.errorIn200,
      worded,
      errorFrameBody: (error) => surface.errorFrameBody(error),
      reply: () =>
        (reply =
          body.type === 'too_large' ? errorReply(worded(this.#vendor.tooLarge)) : surface.answer(call)),
    });
    if (reply?.type === 'chat') this.#lastAnswer = reply.answer;
    record.status = plan.status;
    try {
      await sendResponse({ ...plan, onBreak: () => (record.finished = true) }, output);
      await whenFinished(response);
    } finally {
      if (reply?.type === 'chat') reply.ended?.();
    }
  }

  #surfaceAt(pathname: string): VendorSurface {
    const { messages } = this.#vendor;
    return messages !== undefined && pathname.startsWith(`${messages.basePath}/`) ? messages : this.#vendor;
  }

  #parse(
    request: IncomingMessage,
    bytes: Buffer,
    { url, surface: { basePath } }: { readonly url: URL; readonly surface: VendorSurface },
  ): ApiRequest {
    return {
      method: request.method ?? 'GET',
      route: url.pathname.startsWith(`${basePath}/`) ? url.pathname.slice(basePath.length) : '',
      query: url.searchParams,
      headers: request.headers,
      key: keyOf(request),
      bytes,
      json: bytes.length === 0 ? undefined : parseJson(bytes.toString('utf8')),
      nowMs: this.#clock.nowMs(),
    };
  }
}

function subjectOf(call: ApiRequest): FaultSubject {
  const body = isRecord(call.json) ? call.json : {};
  return { path: call.route, model: textOf(body['model']), key: call.key, stream: body['stream'] === true };
}

function keyOf(request: IncomingMessage): string | undefined {
  const { authorization, 'x-api-key': plain } = request.headers;
  const key = textOf(plain) ?? authorization?.replace(/^Bearer\s*/i, '').trim();
  return key === '' ? undefined : key;
}

function whenFinished(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed || response.writableFinished) resolve();
    else if (!response.writableEnded) resolve();
    else response.once('close', resolve).once('finish', resolve);
  });
}

function pacingOf(options: SimulatorOptions): Pacing {
  const realistic = options.pacing === 'realistic';
  const tokensPerSecond = options.tokensPerSecond ?? (realistic ? 80 : 0);
  return {
    firstTokenDelayMs: options.firstTokenDelayMs ?? (realistic ? 350 : 0),
    chunkDelayMs: options.chunkDelayMs ?? 0,
    perTokenMs: tokensPerSecond > 0 ? 1000 / tokensPerSecond : 0,
  };
}
