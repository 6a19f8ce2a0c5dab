import { Argument, Command, Option } from 'commander';
import { version } from '../version.js';
import { addAgentCommands } from './agent-commands.js';
import type { CommandContext } from './command-context.js';
import { withConfigOptions } from './config-options.js';
import { examples } from './help-examples.js';
import { addKeysCommands } from './keys-commands.js';
import { addMcpCommands } from './mcp-commands.js';
import { integerFrom, withRouteFlags } from './route-flags.js';

/**
 * The commands with their options and help. What a command does is loaded when it is run, so that help is quick.
 * `done` gets the exit code of the command that ran.
 */
export function createProgram(context: CommandContext, done: (code: number) => void): Command {
  const program = new Command('reg')
    .description('Routes chats to Kimi, GLM and any OpenAI-compatible endpoint, and says why.')
    .version(version, '-V, --version')
    .showHelpAfterError('(see reg --help)')
    .addHelpText('after', exitCodeHelp);

  withConfigOptions(program.command('serve'))
    .description('run the OpenAI-compatible gateway')
    .option('--host <address>', 'address to listen on (REG_HOST)')
    .option('-p, --port <number>', 'port to listen on, 0 for any (REG_PORT)', integerFrom(0, 65_535))
    .addOption(
      new Option('--sandbox <mode>', 'simulate both vendors (REG_SANDBOX)').choices(['auto', 'on', 'off']),
    )
    .option('--workers <number>', 'processes that share the port (REG_WORKERS)', integerFrom(1, 64))
    .addOption(new Option('--worker <number>').argParser(integerFrom(1, 64)).hideHelp())
    .option('--json', 'print the address as JSON on standard error')
    .addHelpText('after', examples('reg serve', 'reg serve --port 9000', 'KIMI_API_KEY=sk-… reg serve'))
    .action(async (options) => {
      const { serveCommand } = await import('./serve-command.js');
      done(await serveCommand(options, context));
    });

  withConfigOptions(withRouteFlags(program.command('chat')))
    .description('ask one question and stream the answer')
    .argument('[prompt...]', 'the question')
    .option('-f, --file <file>', 'read the prompt from a file, or from standard input for -')
    .option('--system <text>', 'a system message')
    .option('--json', 'the whole answer and its report as JSON')
    .addHelpText(
      'after',
      examples(
        'reg chat "What is a circuit breaker?"',
        'reg chat --free-only --category fast_response "Say hello"',
        'git diff | reg chat --file - --model kimi-k2.6',
      ),
    )
    .action(async (words: string[], options) => {
      const { chatCommand } = await import('./chat-command.js');
      done(await chatCommand(words, options, context));
    });

  withConfigOptions(withRouteFlags(program.command('explain')))
    .description('show which models would answer, in order, and why the others would not')
    .argument('[prompt...]', 'the question')
    .option('-f, --file <file>', 'read the prompt from a file, or from standard input for -')
    .option('--json', 'the whole decision as JSON')
    .addHelpText('after', examples('reg explain "Hi"', 'reg explain --max-cost 0.001 --file prompt.txt'))
    .action(async (words: string[], options) => {
      const { explainCommand } = await import('./explain-command.js');
      done(await explainCommand(words, options, context));
    });

  withConfigOptions(program.command('models'))
    .description('list the models that can be called')
    .option('-a, --all', 'those that cannot be called too, with the reasons')
    .option('--live', 'ask the vendors which models they list now')
    .option('--json', 'as JSON')
    .addHelpText('after', examples('reg models', 'reg models --all', 'reg models --live --json'))
    .action(async (options) => {
      const { modelsCommand } = await import('./models-command.js');
      done(await modelsCommand(options, context));
    });

  withConfigOptions(program.command('doctor'))
    .description('check configuration, keys, providers, local endpoints and the running daemon')
    .option('--json', 'as JSON')
    .addHelpText('after', examples('reg doctor', 'reg doctor --json | jq .providers'))
    .action(async (options) => {
      const { doctorCommand } = await import('./doctor-command.js');
      done(await doctorCommand(options, context));
    });

  const circuits = program.command('circuits').description('show what the running daemon keeps away from');
  withConfigOptions(circuits.command('list', { isDefault: true }))
    .description('list the circuits of keys, models and endpoints')
    .option('--json', 'as JSON')
    .action(async (options) => {
      const { circuitsCommand } = await import('./circuits-command.js');
      done(await circuitsCommand(undefined, options, context));
    });
  for (const [action, description] of circuitActions) {
    withConfigOptions(circuits.command(action))
      .description(description)
      .addArgument(new Argument('<scope>', 'whose circuit').choices(['credential', 'model', 'endpoint']))
      .argument('<name>', 'a key (kimi#1), provider/model, or a provider')
      .option('--json', 'as JSON')
      .addHelpText('after', examples(`reg circuits ${action} model kimi/kimi-k2.6`))
      .action(async (scope: string, name: string, options) => {
        const { circuitsCommand } = await import('./circuits-command.js');
        done(await circuitsCommand({ action, scope, name }, options, context));
      });
  }

  addMcpCommands(program, context, done);
  addAgentCommands(program, context, done);
  addKeysCommands(program, context, done);

  withConfigOptions(program.command('config'))
    .description('print every setting, where it comes from, secrets redacted')
    .option('--schema', 'print the JSON Schema of reg.config.yaml')
    .option('--json', 'as JSON')
    .addHelpText('after', examples('reg config', 'reg config --schema > reg.schema.json'))
    .action(async (options) => {
      const { configCommand } = await import('./config-command.js');
      done(await configCommand(options, context));
    });

  program
    .command('conformance')
    .description('put the gateway to every known failure of its vendors and report which laws it keeps')
    .option('--list', 'name the cases and their laws, run none')
    .option('--only <pattern>', 'cases whose name fits this regular expression')
    .option('--json', 'the report as JSON')
    .option('--summary', 'print the counts only')
    .option('--markdown <file>', 'write the report as a Markdown page; with --list, the page of the cases')
    .option('--junit <file>', 'write the report as JUnit XML')
    .option('--target <url>', 'another gateway: its OpenAI endpoint, up to and including /v1')
    .option('--api-key <key>', 'the key that the other gateway asks for')
    .option('--kimi-port <number>', 'where the simulated Kimi listens', integerFrom(1, 65_535))
    .option('--glm-port <number>', 'where the simulated GLM listens', integerFrom(1, 65_535))
    .option('--kimi-model <name>', 'what the other gateway calls Kimi with GLM behind it (kimi-k2.6)')
    .option('--glm-model <name>', 'what the other gateway calls GLM with Kimi behind it (glm-5.2)')
    .option(
      '--patience <seconds>',
      'how long an answer of the other gateway is waited for',
      integerFrom(1),
      30,
    )
    .addHelpText(
      'after',
      examples(
        'reg conformance',
        'reg conformance --only streams/cut --json',
        'reg conformance --target http://127.0.0.1:4000/v1 --kimi-port 8101 --glm-port 8102',
      ),
    )
    .action(async (options) => {
      const { conformanceCommand } = await import('./conformance-command.js');
      done(await conformanceCommand(options, context));
    });

  return program;
}

const circuitActions = [
  ['isolate', 'take a key, a model or an endpoint out of use'],
  ['reset', 'close a circuit and forget its failures'],
] as const;

const exitCodeHelp = `
Exit codes:
  0  it worked
  1  it failed, or nothing is usable
  2  the command line or the configuration is wrong
reg run hands on the code of its agent; 127: it is not installed.

Without any API key, reg serve and reg chat use simulated vendors and say so.`;
