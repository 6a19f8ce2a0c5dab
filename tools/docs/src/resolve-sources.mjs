import { registerHooks } from 'node:module';

// Lets Node run the workspace's TypeScript as it is written: imports name the `.js` file that a build would make.
registerHooks({
  resolve(specifier, context, next) {
    const fromSource = context.parentURL?.endsWith('.ts') && !context.parentURL.includes('/node_modules/');
    if (fromSource && specifier.startsWith('.') && specifier.endsWith('.js'))
      return next(specifier.replace(/\.js$/, '.ts'), context);
    return next(specifier, context);
  },
});
