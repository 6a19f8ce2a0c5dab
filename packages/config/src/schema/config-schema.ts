import * as z from 'zod';
import { text } from './form.js';
import { providerSchema } from './provider-schema.js';
import { circuitsSchema, healthSchema, retrySchema } from './resilience-schema.js';
import { routingSchema } from './routing-schema.js';
import { serverSchema } from './server-schema.js';
import { requiredSetting } from './setting.js';
import { timeoutsSchema } from './timeouts-schema.js';

/** What a provider may be called: part of targets (`name/model`) and, in capitals, of its variables. */
export const providerNamePattern = /^[a-z][a-z0-9-]{0,62}$/;

function buildConfigSchema() {
  return z.strictObject({
    server: serverSchema(),
    stateDir: requiredSetting(text('the path of a folder'), {
      description: 'Folder where the daemon writes its snapshot.',
      env: ['REG_STATE_DIR'],
      defaultText: '`$XDG_STATE_HOME/reg`, else `~/.local/state/reg`',
    }),
    providers: z.record(z.string().regex(providerNamePattern), providerSchema()),
    timeouts: timeoutsSchema('Timeouts of one attempt, for every provider that does not set its own.', {
      withVariables: true,
    }),
    health: healthSchema(),
    circuits: circuitsSchema(),
    retry: retrySchema(),
    routing: routingSchema(),
  });
}

export type ConfigSchema = ReturnType<typeof buildConfigSchema>;

let built: ConfigSchema | undefined;

/** Everything an operator can set. Built at the first use, so that importing the package costs nothing. */
export function configSchema(): ConfigSchema {
  built ??= buildConfigSchema();
  return built;
}
