import type { Attributes, Meter } from '@opentelemetry/api';
import type { CircuitChanged } from '../ports/call-observer.js';
import type { AttemptRecord } from '../ports/routing.js';
import {
  attributeNames,
  chatOperation,
  durationBoundaries,
  metricNames,
  regAttributeNames,
  tokenBoundaries,
} from './attributes.js';
import { errorTypeOf, startOf, whoOf, type EndedCall } from './otel-spans.js';

/** What is counted. Labels take their values from the configuration only, so their number is bounded. */
export interface CallMetrics {
  attemptEnded(attempt: AttemptRecord): void;
  callEnded(call: EndedCall): void;
  circuitChanged(event: CircuitChanged): void;
}

export function createCallMetrics(meter: Meter, vendorOf: (provider: string) => string): CallMetrics {
  const instruments = createInstruments(meter);
  const labelsOf = (who: { readonly provider?: string; readonly model?: string }): Attributes => ({
    [attributeNames.operation]: chatOperation,
    ...(who.provider === undefined ? {} : { [attributeNames.provider]: vendorOf(who.provider) }),
    // What was asked for may be anything; the model that was called is one of the catalogue's.
    ...(who.model === undefined ? {} : { [attributeNames.requestModel]: who.model }),
  });
  return {
    attemptEnded(attempt) {
      const labels = labelsOf(attempt);
      instruments.attempts.add(1, { ...labels, [regAttributeNames.outcome]: attempt.outcome });
      if (attempt.costUsd !== undefined) instruments.cost.add(attempt.costUsd, labels);
      if (attempt.usage === undefined) return;
      const { inputTokens, outputTokens } = attempt.usage;
      instruments.tokens.record(inputTokens, { ...labels, [attributeNames.tokenType]: 'input' });
      instruments.tokens.record(outputTokens, { ...labels, [attributeNames.tokenType]: 'output' });
    },
    callEnded(call) {
      const { report, error, endedAtMs } = call;
      const startedAtMs = startOf(call);
      const labels = {
        ...labelsOf(whoOf(report)),
        ...(report.model === undefined ? {} : { [attributeNames.responseModel]: report.model }),
      };
      const failure = error === undefined ? {} : { [attributeNames.errorType]: errorTypeOf(error) };
      instruments.duration.record((endedAtMs - startedAtMs) / 1000, { ...labels, ...failure });
      const answer = report.attempts.findLast((attempt) => attempt.timeToFirstTokenMs !== undefined);
      if (report.model === undefined || answer?.timeToFirstTokenMs === undefined) return;
      const firstChunkAtMs = answer.startedAtMs + answer.timeToFirstTokenMs;
      instruments.firstChunk.record((firstChunkAtMs - startedAtMs) / 1000, labels);
    },
    circuitChanged({ scope, to }) {
      instruments.circuits.add(1, {
        [regAttributeNames.circuitScope]: scope,
        [regAttributeNames.circuitState]: to,
      });
    },
  };
}

function createInstruments(meter: Meter) {
  const seconds = { unit: 's', advice: { explicitBucketBoundaries: [...durationBoundaries] } };
  return {
    duration: meter.createHistogram(metricNames.operationDuration, {
      ...seconds,
      description: 'Duration of a call, all attempts and waits together.',
    }),
    firstChunk: meter.createHistogram(metricNames.timeToFirstChunk, {
      ...seconds,
      description: 'From the start of a streamed call to the first content part, failovers included.',
    }),
    tokens: meter.createHistogram(metricNames.tokenUsage, {
      unit: '{token}',
      advice: { explicitBucketBoundaries: [...tokenBoundaries] },
      description: 'Tokens of one attempt.',
    }),
    attempts: meter.createCounter(metricNames.attempts, {
      unit: '{attempt}',
      description: 'Attempts at vendors that ended.',
    }),
    cost: meter.createCounter(metricNames.cost, {
      unit: '{USD}',
      description: 'US dollars spent, where the price is known.',
    }),
    circuits: meter.createCounter(metricNames.circuitTransitions, {
      unit: '{transition}',
      description: 'Changes of circuits, by the state that was entered.',
    }),
  };
}
