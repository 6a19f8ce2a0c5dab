import { textIn, type Json } from '../../soak/src/json.js';
import { parseObject } from '../../soak/src/read-answer.js';

/** One request of the agent, as the daemon's log tells it. */
export interface LoggedRequest {
  readonly path: string;
  readonly status: number;
  readonly requestedModel: string;
  /** What the model map took that for; absent: somebody serves a model of this name, or it is `auto`. */
  readonly mappedTo?: string;
  /** Who answered, or was asked last: `kimi/kimi-k2.6`. */
  readonly target: string;
  readonly attempts: number;
  /** Another target than the first one answered. */
  readonly failedOver: boolean;
  readonly errorCode?: string;
}

/** The requests for answers in a log; probes, lists and counts of tokens are none. */
export function readDaemonLog(text: string): readonly LoggedRequest[] {
  return text.split('\n').flatMap((line) => {
    const json = parseObject(line);
    return json?.['msg'] === 'request' && 'attempts' in json ? [requestOf(json)] : [];
  });
}

function requestOf(json: Json): LoggedRequest {
  const errorCode = textIn(json, 'errorCode');
  const mappedTo = textIn(json, 'mappedTo');
  return {
    path: textIn(json, 'path') ?? '',
    status: Number(json['status']),
    requestedModel: textIn(json, 'requestedModel') ?? '',
    ...(mappedTo === undefined ? {} : { mappedTo }),
    target: `${textIn(json, 'provider') ?? '?'}/${textIn(json, 'model') ?? '?'}`,
    attempts: Number(json['attempts']),
    failedOver: json['fallback'] === true,
    ...(errorCode === undefined ? {} : { errorCode }),
  };
}
