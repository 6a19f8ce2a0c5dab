import { systemClock } from '@reg/core';
import { makeKey, type NewKey } from '../src/keys/change-keys.js';
import { editKeyFile } from '../src/keys/edit-key-file.js';
import { keyFilePath } from '../src/keys/key-file.js';
import { createKeyToken, keyTokenText } from '../src/keys/key-token.js';

/** Makes a key as `reg keys create` does; answers what its client sends. */
export async function keyInFile(
  stateDir: string,
  asked: Partial<NewKey> & Pick<NewKey, 'name'>,
): Promise<string> {
  const token = createKeyToken();
  await editKeyFile(keyFilePath(stateDir), systemClock, (keys) => {
    const made = makeKey(keys, {
      token,
      admin: false,
      limits: {},
      createdAtMs: systemClock.nowMs(),
      ...asked,
    });
    if ('problem' in made) throw new Error(made.problem);
    return [...keys, made.key];
  });
  return keyTokenText(token);
}
