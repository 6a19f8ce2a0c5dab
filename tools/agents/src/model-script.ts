import type { Fault } from '@reg/testkit';
import { textIn, type Json } from '../../soak/src/json.js';
import { answerFrames, wholeAnswer, type ScriptedAnswer } from './scripted-answer.js';

/** What befalls the next attempt at whichever vendor is asked. */
export type Step =
  /** The vendor that is asked first fails until another one is asked, or it has failed on more than one target. */
  | { readonly kind: 'vendor_down'; readonly fault: Fault; readonly told: string }
  | { readonly kind: 'fault'; readonly fault: Fault; readonly told: string }
  | {
      readonly kind: 'answer';
      readonly answer: ScriptedAnswer;
      /** What the conversation must hold by now: that which the agent read from the disk, say. */
      readonly expects: string;
      readonly told: string;
    };

/** One attempt at a vendor, in the order in which they came. */
export interface Attempt {
  readonly vendor: string;
  readonly model: string;
  readonly streams: boolean;
  readonly told: string;
}

/** The part of the model, and of its vendors' bad days, in the play. */
export interface ModelScript {
  readonly attempts: readonly Attempt[];
  /** What went otherwise than it was written. */
  readonly complaints: readonly string[];
  /** Steps that nobody has asked for yet. */
  readonly left: number;
  /** What the asked vendor does now; nothing: what it does by itself. */
  next(vendor: string, request: Json): Fault | undefined;
}

/** reg asks one target twice at most; a call has 6 attempts in all, and some vendors more targets than that. */
const downAttempts = 3;

export function createModelScript(steps: readonly Step[]): ModelScript {
  const coming = [...steps];
  const attempts: Attempt[] = [];
  const complaints: string[] = [];
  let down: { readonly vendor: string; times: number } | undefined;

  const take = (vendor: string): Step | undefined => {
    const [step] = coming;
    if (step?.kind !== 'vendor_down') return coming.shift();
    down ??= { vendor, times: 0 };
    if (down.vendor === vendor && down.times < downAttempts) {
      down.times += 1;
      return step;
    }
    down = undefined;
    coming.shift();
    return coming.shift();
  };

  return {
    attempts,
    complaints,
    get left() {
      return coming.length;
    },
    next(vendor, request) {
      const step = take(vendor);
      const model = textIn(request, 'model') ?? '';
      const streams = request['stream'] === true;
      attempts.push({ vendor, model, streams, told: step?.told ?? 'asked once more than written' });
      if (step === undefined) {
        complaints.push(`${vendor} was asked after the end of the script`);
        return undefined;
      }
      if (step.kind !== 'answer') return step.fault;
      if (!JSON.stringify(request['messages']).includes(JSON.stringify(step.expects).slice(1, -1)))
        complaints.push(`the conversation lacks ${JSON.stringify(step.expects)} when "${step.told}" is due`);
      return answerFault(step.answer, request, { model, turn: attempts.length });
    },
  };
}

/** A simulator sends any body that it is given; with status 200 it is an answer. */
function answerFault(
  answer: ScriptedAnswer,
  request: Json,
  naming: { readonly model: string; readonly turn: number },
): Fault {
  const streams = request['stream'] === true;
  return {
    kind: 'status',
    status: 200,
    body: streams ? answerFrames(answer, naming) : wholeAnswer(answer, naming),
    headers: { 'content-type': streams ? 'text/event-stream' : 'application/json' },
  };
}
