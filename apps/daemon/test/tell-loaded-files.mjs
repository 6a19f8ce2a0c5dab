// For `node --import`: at its end the process says on standard error which files it loaded, and whether Node's own
// fetch was among what Node loaded of itself.
import { writeSync } from 'node:fs';
import { registerHooks } from 'node:module';

const files = [];
registerHooks({
  load(url, context, next) {
    if (url.startsWith('file:')) files.push(url);
    return next(url, context);
  },
});
process.once('exit', () => {
  const fetch = process.moduleLoadList.includes('NativeModule internal/deps/undici/undici');
  writeSync(2, `\nloaded ${JSON.stringify({ files, fetch })}\n`);
});
