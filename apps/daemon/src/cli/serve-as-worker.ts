import cluster from 'node:cluster';
import type { EffectiveConfig } from '@reg/config';
import { systemClock } from '@reg/core';
import { compose } from '../main/compose.js';
import { noticeOf } from '../workers/ready-notice.js';
import { shareOf, type WorkerOf } from '../workers/share-limits.js';
import { createWorkerChannel } from '../workers/worker-channel.js';
import { exitCodes } from './exit-codes.js';
import { onceItServes } from './once-it-serves.js';

/** Serves as one of several processes that share the port, until the primary says so or is gone. */
export async function serveAsWorker(config: EffectiveConfig, seat: WorkerOf): Promise<number> {
  // Node would end a worker whose primary is gone at once, in the middle of its answers.
  if (cluster.worker !== undefined) cluster.worker.exitedAfterDisconnect = true;
  const channel = createWorkerChannel(process, systemClock);
  try {
    const daemon = await compose({ config: shareOf(config, seat), seat: { ...seat, channel } });
    try {
      channel.ready(noticeOf(daemon, await daemon.listen()));
      onceItServes();
      await channel.stopRequested();
    } finally {
      await daemon.close();
    }
  } finally {
    channel.close();
  }
  return exitCodes.ok;
}
