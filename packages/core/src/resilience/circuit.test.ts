import { describe, expect, it } from 'vitest';
import { createTestClock } from '../../test/manual-clock.js';
import { Circuit, type SavedCircuit } from './circuit.js';

const settings = {
  failureThreshold: 3,
  failureRatio: 0.5,
  minimumCalls: 10,
  windowMs: 60_000,
  openMs: 1000,
  maxOpenMs: 8000,
  rampUpMs: 30_000,
};
/** The middle of the jitter: open times are exactly as set. */
const middle = (): number => 0.5;

function createCircuit(random = middle, saved?: SavedCircuit, clock = createTestClock()) {
  const changes: string[] = [];
  const circuit = new Circuit(
    settings,
    {
      clock,
      random,
      onChange: (from, to) => changes.push(`${from}>${to}`),
    },
    saved,
  );
  const settle = (): Promise<void> => clock.advance(0);
  return {
    clock,
    circuit,
    changes,
    settle,
    async failTimes(times: number) {
      for (let count = 0; count < times; count += 1) {
        circuit.tryAcquire()?.failure();
        await settle();
      }
    },
  };
}

describe('Circuit', () => {
  it('opens after the threshold of failures in a row and refuses from then on', async () => {
    const { circuit, failTimes, changes } = createCircuit();
    await failTimes(2);
    expect(circuit.view().state).toBe('closed');
    await failTimes(1);
    expect(circuit.view()).toMatchObject({ state: 'open', probeInFlight: false });
    expect(circuit.tryAcquire()).toBeUndefined();
    expect(changes).toEqual(['closed>open']);
  });

  it('starts counting again after a success', async () => {
    const { circuit, failTimes, settle } = createCircuit();
    await failTimes(2);
    circuit.tryAcquire()?.success();
    await settle();
    await failTimes(2);
    expect(circuit.view().state).toBe('closed');
  });

  it('admits one probe after the open time and refuses everybody else meanwhile', async () => {
    const { circuit, failTimes, clock } = createCircuit();
    await failTimes(3);
    await clock.advance(999);
    expect(circuit.tryAcquire()).toBeUndefined();
    await clock.advance(1);
    const probe = circuit.tryAcquire();
    expect(probe).toBeDefined();
    expect(circuit.view()).toMatchObject({ state: 'half-open', probeInFlight: true });
    expect(circuit.tryAcquire()).toBeUndefined();
    expect(circuit.tryAcquire({ force: true })).toBeUndefined();
  });

  it('closes when the probe succeeds', async () => {
    const { circuit, failTimes, clock, changes } = createCircuit();
    await failTimes(3);
    await clock.advance(1000);
    circuit.tryAcquire()?.success();
    await clock.advance(0);
    expect(circuit.view()).toMatchObject({ state: 'closed', probeInFlight: false });
    expect(changes).toEqual(['closed>open', 'open>half-open', 'half-open>closed']);
  });

  it('doubles the open time with each failed probe up to the bound, and forgets it after recovery', async () => {
    const { circuit, failTimes, clock } = createCircuit();
    await failTimes(3);
    const openTimes: number[] = [];
    for (let probe = 0; probe < 5; probe += 1) {
      openTimes.push((circuit.view().eligibleAtMs ?? 0) - clock.nowMs());
      await clock.advance(openTimes.at(-1) ?? 0);
      circuit.tryAcquire()?.failure();
      await clock.advance(0);
    }
    expect(openTimes).toEqual([1000, 2000, 4000, 8000, 8000]);
    await clock.advance(8000);
    circuit.tryAcquire()?.success();
    await clock.advance(0);
    await failTimes(3);
    expect((circuit.view().eligibleAtMs ?? 0) - clock.nowMs()).toBe(1000);
  });

  it('varies the open time by a fifth either way', async () => {
    for (const [random, openMs] of [
      [0, 800],
      [0.999999, 1200],
    ] as const) {
      const { circuit, failTimes, clock } = createCircuit(() => random);
      await failTimes(3);
      expect((circuit.view().eligibleAtMs ?? 0) - clock.nowMs()).toBe(openMs);
    }
  });

  it('opens at once when a failure says so', async () => {
    const { circuit, settle } = createCircuit();
    circuit.tryAcquire()?.failure({ open: true });
    await settle();
    expect(circuit.view().state).toBe('open');
  });

  it("takes no notice of an answer that is nobody's failure while closed, and closes on it while half-open", async () => {
    const { circuit, failTimes, clock, settle } = createCircuit();
    await failTimes(2);
    circuit.tryAcquire()?.alive();
    await settle();
    await failTimes(1);
    expect(circuit.view().state).toBe('open');
    await clock.advance(1000);
    circuit.tryAcquire()?.alive();
    await settle();
    expect(circuit.view().state).toBe('closed');
  });

  it('may be probed again at once after a probe that taught nothing, without growing the open time', async () => {
    const { circuit, failTimes, clock, settle } = createCircuit();
    await failTimes(3);
    await clock.advance(1000);
    circuit.tryAcquire()?.abandon();
    await settle();
    expect(circuit.view().state).toBe('open');
    const probe = circuit.tryAcquire();
    expect(probe).toBeDefined();
    probe?.failure();
    await settle();
    expect((circuit.view().eligibleAtMs ?? 0) - clock.nowMs()).toBe(2000);
  });

  it('ends a permit once: what is called later changes nothing', async () => {
    const { circuit, settle } = createCircuit();
    const permit = circuit.tryAcquire();
    permit?.success();
    permit?.failure({ open: true });
    await settle();
    expect(circuit.view().state).toBe('closed');
  });

  it('rests without opening and never ends a rest early', async () => {
    const { circuit, clock } = createCircuit();
    circuit.rest(clock.nowMs() + 5000);
    circuit.rest(clock.nowMs() + 100);
    await clock.advance(4999);
    expect(circuit.admits()).toBe(false);
    expect(circuit.view().state).toBe('closed');
    await clock.advance(1);
    expect(circuit.admits()).toBe(true);
  });

  it('can be probed out of turn', async () => {
    const { circuit, failTimes } = createCircuit();
    await failTimes(3);
    expect(circuit.tryAcquire({ force: true })).toBeDefined();
    expect(circuit.view().state).toBe('half-open');
  });

  it('is never probed out of turn during a rest that the vendor asked for', async () => {
    const { circuit, failTimes, clock } = createCircuit();
    circuit.rest(clock.nowMs() + 5000);
    await clock.advance(5000);
    await failTimes(3);
    circuit.rest(clock.nowMs() + 2000);
    expect(circuit.view()).toMatchObject({ state: 'open', restUntilMs: clock.nowMs() + 2000 });
    expect(circuit.tryAcquire({ force: true })).toBeUndefined();
    await clock.advance(2000);
    expect(circuit.tryAcquire({ force: true })).toBeDefined();
  });

  it('admits nobody between the end of a probe and what follows from it', async () => {
    const { circuit, failTimes, clock } = createCircuit();
    await failTimes(3);
    await clock.advance(1000);
    const probe = circuit.tryAcquire();
    probe?.failure();
    expect(Array.from({ length: 50 }, () => circuit.tryAcquire()).filter(Boolean)).toEqual([]);
    await clock.advance(0);
    expect(circuit.view()).toMatchObject({ state: 'open', probeInFlight: false });
    expect(circuit.admits()).toBe(false);
  });

  it('opens when too large a share of the calls fails, however they are mixed', async () => {
    const { circuit, settle } = createCircuit();
    const outcomes = [1, 0, 0, 1, 0, 1, 1, 0, 0, 1];
    const states: string[] = [];
    for (const failed of outcomes) {
      const permit = circuit.tryAcquire();
      if (failed === 1) permit?.failure();
      else permit?.success();
      await settle();
      states.push(circuit.view().state);
    }
    expect(states).toEqual([...Array<string>(9).fill('closed'), 'open']);
  });

  it('counts only what happened within the window', async () => {
    const { circuit, settle, clock } = createCircuit();
    for (let round = 0; round < 20; round += 1) {
      const first = circuit.tryAcquire();
      first?.success();
      await settle();
      circuit.tryAcquire()?.failure();
      await settle();
      await clock.advance(settings.windowMs / 4);
    }
    expect(circuit.view().state).toBe('closed');
  });

  async function recovered() {
    const made = createCircuit();
    await made.failTimes(3);
    await made.clock.advance(1000);
    made.circuit.tryAcquire()?.success();
    await made.settle();
    return made;
  }

  it('after a recovery admits one call, then two, then four: twice as many with each round of answers', async () => {
    const { circuit, settle } = await recovered();
    const admitted: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const permits = Array.from({ length: 50 }, () => circuit.tryAcquire()).filter(
        (permit) => permit !== undefined,
      );
      admitted.push(permits.length);
      for (const permit of permits) permit.success();
      await settle();
    }
    expect(admitted).toEqual([1, 2, 4, 8, 16]);
  });

  it('slows down again when a call of the ramp fails, and is done when its time is over', async () => {
    const { circuit, settle, clock } = await recovered();
    for (let success = 0; success < 3; success += 1) circuit.tryAcquire()?.success();
    expect(circuit.view().rampUp).toEqual({ limit: 4, inFlight: 0 });
    circuit.tryAcquire()?.failure();
    await settle();
    expect(circuit.view().rampUp).toEqual({ limit: 2, inFlight: 0 });
    await clock.advance(settings.rampUpMs);
    expect(circuit.view().rampUp).toBeUndefined();
    expect(Array.from({ length: 50 }, () => circuit.tryAcquire()).filter(Boolean)).toHaveLength(50);
  });

  it('refuses nobody for the sake of the ramp who has no other place to go', async () => {
    const { circuit } = await recovered();
    expect(circuit.tryAcquire()).toBeDefined();
    expect(circuit.tryAcquire()).toBeUndefined();
    expect(circuit.tryAcquire({ lastResort: true })).toBeDefined();
  });

  it('isolated by hand keeps everybody away until it is reset, whatever happens meanwhile', async () => {
    const { circuit, settle, clock, changes } = createCircuit();
    const before = circuit.tryAcquire();
    circuit.isolate();
    before?.success();
    await settle();
    await clock.advance(1_000_000);
    expect(circuit.tryAcquire({ force: true, lastResort: true })).toBeUndefined();
    circuit.reset();
    expect(circuit.tryAcquire()).toBeDefined();
    expect(changes).toEqual(['closed>isolated', 'isolated>closed']);
  });

  it('is reset from open with everything forgotten, also what attempts in flight bring afterwards', async () => {
    const { circuit, failTimes, settle, clock, changes } = createCircuit();
    const late = Array.from({ length: 3 }, () => circuit.tryAcquire());
    await failTimes(3);
    circuit.rest(clock.nowMs() + 60_000);
    circuit.reset();
    for (const permit of late) permit?.failure();
    await settle();
    expect(circuit.view()).toEqual({ state: 'closed', probeInFlight: false });
    expect(changes).toEqual(['closed>open', 'open>closed']);
    await failTimes(2);
    expect(circuit.view().state).toBe('closed');
  });

  it('goes on after a restart where it was: the same open time, and longer after another failed probe', async () => {
    const { circuit, failTimes, clock } = createCircuit();
    await failTimes(3);
    await clock.advance(1000);
    await failTimes(1);
    circuit.rest(clock.nowMs() + 500);
    const saved = JSON.parse(JSON.stringify(circuit)) as SavedCircuit;
    const later = createCircuit(middle, saved, clock);
    expect(later.circuit.view()).toEqual(circuit.view());
    await clock.advance(1999);
    expect(later.circuit.tryAcquire()).toBeUndefined();
    await clock.advance(1);
    later.circuit.tryAcquire()?.failure();
    await later.settle();
    expect(later.circuit.view().eligibleAtMs).toBe(clock.nowMs() + 4000);
  });

  it('after a restart in the middle of a probe admits another one, and stays isolated if it was', async () => {
    const { circuit, failTimes, clock } = createCircuit();
    await failTimes(3);
    await clock.advance(1000);
    circuit.tryAcquire();
    const probing = createCircuit(middle, JSON.parse(JSON.stringify(circuit)) as SavedCircuit, clock);
    const probe = probing.circuit.tryAcquire();
    expect(probing.circuit.tryAcquire()).toBeUndefined();
    probe?.success();
    await probing.settle();
    expect(probing.circuit.view().state).toBe('closed');
    probing.circuit.isolate();
    const isolated = createCircuit(
      middle,
      JSON.parse(JSON.stringify(probing.circuit)) as SavedCircuit,
      clock,
    );
    expect(isolated.circuit.view().state).toBe('isolated');
    expect(isolated.circuit.tryAcquire()).toBeUndefined();
  });
});
