import type { Clock } from '@reg/core';
import type { CallsInFlight } from '../http/calls-in-flight.js';
import type { RequestRecord } from '../http/request-record.js';
import type { RoutedRegistry } from '../http/routed-registry.js';

/** What an MCP server stands on, whatever carries its messages. */
export interface McpContext {
  readonly registry: Pick<
    RoutedRegistry,
    'chat' | 'stream' | 'explain' | 'diagnoseAll' | 'snapshot' | 'listAvailableModels' | 'getTelemetry'
  >;
  /** Chats register here, so that a shutdown can wait for them and then cut them. */
  readonly calls: CallsInFlight;
  /** Both vendors are simulators: every answer says so. */
  readonly sandbox: boolean;
  /** The operator wants prompts in the log. */
  readonly logPrompts: boolean;
  readonly version: string;
  readonly startedAtMs: number;
  readonly clock: Clock;
  /** Where a chat is put on record. `ended` is called once, when its answer is made. */
  openRecord(): ChatRecord;
}

export interface ChatRecord {
  readonly record: RequestRecord;
  ended(status: number): void;
}
