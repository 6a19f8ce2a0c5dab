import { choice, flag, secrets, text, wholeNumber } from './form.js';
import { section } from './section.js';
import { setting } from './setting.js';
import { longestTimerMs } from './limits.js';

export function serverSchema() {
  return section('The daemon: where it listens and what it lets in.', {
    host: setting(text('a host name or an IP address'), '127.0.0.1', {
      description: 'Address to listen on. Anything but loopback needs `server.apiKeys`.',
      env: ['REG_HOST'],
    }),
    port: setting(wholeNumber({ min: 0, max: 65_535 }), 8079, {
      description: 'Port to listen on; 0 takes any free one.',
      env: ['REG_PORT'],
    }),
    workers: setting(wholeNumber({ min: 1, max: 64 }), 1, {
      description: 'Processes that share the port, one for each processor that the daemon may fill.',
      env: ['REG_WORKERS'],
    }),
    apiKeys: setting(secrets('keys'), [], {
      description: 'Keys that clients must show as `Authorization: Bearer …`. Empty: none is asked for.',
      env: ['REG_API_KEYS'],
    }),
    bodyLimitBytes: setting(wholeNumber({ min: 1024, max: 1_073_741_824 }), 33_554_432, {
      description: 'Largest request body that is accepted.',
      unit: 'bytes',
    }),
    drainTimeoutMs: setting(wholeNumber({ min: 0, max: longestTimerMs }), 10_000, {
      description: 'How long answers in progress may finish after SIGTERM.',
      unit: 'ms',
    }),
    requestTimeoutMs: setting(wholeNumber({ min: 1, max: longestTimerMs }), 30_000, {
      description: 'How long a client may take to send its request.',
      unit: 'ms',
    }),
    readerTimeoutMs: setting(wholeNumber({ min: 1, max: longestTimerMs }), 60_000, {
      description: 'How long a client may read nothing of its answer before it is dropped.',
      env: ['REG_READER_TIMEOUT_MS'],
      unit: 'ms',
    }),
    heartbeatMs: setting(wholeNumber({ min: 0, max: longestTimerMs }), 15_000, {
      description:
        'Longest silence on a stream that has begun before a comment is sent, so that no proxy closes it. 0: none.',
      env: ['REG_HEARTBEAT_MS'],
      unit: 'ms',
    }),
    overload: section('What happens when more comes than the daemon can keep up with.', {
      enabled: setting(flag(), true, {
        description: 'Refuse new calls with 503 rather than make all of them wait.',
        env: ['REG_OVERLOAD'],
      }),
      maxDelayMs: setting(wholeNumber({ min: 2, max: 10_000 }), 10, {
        description:
          'How late the event loop may be in the mean before calls are refused. A request waits for about twice as long.',
        env: ['REG_OVERLOAD_MAX_DELAY_MS'],
        unit: 'ms',
      }),
      minConcurrent: setting(wholeNumber({ min: 1, max: 1_000_000 }), 16, {
        description:
          'Calls in flight that are never too many, however late the event loop is: none is refused while there are fewer.',
        env: ['REG_OVERLOAD_MIN_CONCURRENT'],
      }),
    }),
    logLevel: setting(choice(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']), 'info', {
      description: 'The least that is logged.',
      env: ['REG_LOG_LEVEL'],
    }),
    logPrompts: setting(flag(), false, {
      description: 'Log the text of prompts. Off, no prompt is ever written anywhere.',
      env: ['REG_LOG_PROMPTS'],
    }),
    sandbox: setting(choice(['auto', 'on', 'off']), 'auto', {
      description: 'Simulators instead of the vendors. `auto`: when no provider has a key.',
      env: ['REG_SANDBOX'],
    }),
  });
}
