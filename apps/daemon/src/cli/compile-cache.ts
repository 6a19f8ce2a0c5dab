import module from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Lets Node keep what it compiled of the program, so that the next start is quicker: in ~/.cache/reg/compiled, where
 * no other user can put anything, or where NODE_COMPILE_CACHE says. A folder that cannot be written is no matter.
 */
export function useCompileCache(): void {
  try {
    module.enableCompileCache(join(homedir(), '.cache', 'reg', 'compiled'));
  } catch {
    // A user without a home.
  }
}
