import { nodeFlags } from '@reg/config';
import { loadTransport } from '@reg/openai-compatible';
import { boundYoungGeneration } from './bound-young-generation.js';
import { collectBuffersYoung } from './collect-buffers-young.js';

/**
 * What a daemon does once its address is told, while nobody has called yet: it loads what the first call needs, and
 * then sets V8's flags. Not earlier, because Node's own modules come with code that was compiled for the flags that it
 * started with, and all that are loaded under others are compiled anew.
 */
export function onceItServes(): void {
  setImmediate(() => {
    const setFlags = (): void => {
      collectBuffersYoung();
      boundYoungGeneration(nodeFlags());
    };
    // The first call tells of a failure.
    loadTransport().then(setFlags, setFlags);
  });
}
