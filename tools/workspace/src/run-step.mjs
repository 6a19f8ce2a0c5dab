import { spawn } from 'node:child_process';

/** The step writes to a pipe, so it cannot see for itself whether there is a terminal at the end. */
const color = process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' };

/**
 * @typedef {{ name: string, ok: boolean, seconds: number }} StepResult
 */

/**
 * Runs one step with its output on the terminal.
 * @param {{ name: string, command: string[], mustPrint?: RegExp }} step `mustPrint`: what the output must show
 * @param {string} cwd
 * @returns {Promise<StepResult>}
 */
export function runStep({ name, command: [program = '', ...args], mustPrint }, cwd) {
  console.log(`\n=== ${name}`);
  const start = performance.now();
  const child = spawn(program, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...color, NX_DAEMON: 'false' },
  });
  let output = '';
  const forward = (/** @type {NodeJS.WriteStream} */ target) => (/** @type {Buffer} */ chunk) => {
    target.write(chunk);
    if (mustPrint) output += chunk.toString();
  };
  child.stdout.on('data', forward(process.stdout));
  child.stderr.on('data', forward(process.stderr));
  return new Promise((resolve) => {
    const finish = (/** @type {boolean} */ succeeded) => {
      const shown = !mustPrint || mustPrint.test(output);
      if (succeeded && !shown) console.log(`The output does not show ${mustPrint}.`);
      resolve({ name, ok: succeeded && shown, seconds: (performance.now() - start) / 1000 });
    };
    child.on('error', (error) => {
      console.log(error.message);
      finish(false);
    });
    child.on('close', (code) => finish(code === 0));
  });
}
