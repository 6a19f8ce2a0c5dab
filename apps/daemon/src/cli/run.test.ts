import { describe, expect, it } from 'vitest';
import { capturedTerminal } from '../../test/captured-terminal.js';
import { run } from './run.js';

describe('reg', () => {
  it('lists its commands and exit codes in its help', async () => {
    const captured = capturedTerminal();
    expect(await run(['--help'], captured)).toBe(0);
    for (const part of [
      'serve',
      'doctor',
      'models',
      'explain',
      'chat',
      'config',
      'mcp',
      'env',
      'run',
      'Exit codes',
    ]) {
      expect(captured.out()).toContain(part);
    }
  });

  it.each(['serve', 'doctor', 'models', 'explain', 'chat', 'config'])(
    'has help with examples and --json for %s',
    async (command) => {
      const captured = capturedTerminal();
      expect(await run([command, '--help'], captured)).toBe(0);
      expect(captured.out()).toContain('Examples:');
      expect(captured.out()).toContain('--json');
    },
  );

  it.each([
    [['fly']],
    [['serve', '--port', '70000']],
    [['serve', '--sandbox', 'maybe']],
    [['chat', '--max-cost', 'much', 'hi']],
    [['chat', '--seed', '1.5', 'hi']],
    [['models', '--nope']],
    [['circuits', 'list', '--nope']],
    [['mcp', 'install', 'emacs']],
    [['env']],
    [['env', 'emacs']],
    [['env', 'codex', '--shell', 'cmd']],
    [['env', 'codex', '--url', 'ftp://somewhere']],
    [['env', 'codex', '--own-models', '--model', 'auto']],
    [['run', 'openai']],
    [['mcp', 'install', '--url', 'somewhere']],
    [['mcp', 'install', 'claude-desktop', '--transport', 'http']],
  ])('exits with 2 for %j', async (words) => {
    const captured = capturedTerminal();
    expect(await run(words, captured)).toBe(2);
    expect(captured.err()).toContain('error:');
    expect(captured.out()).toBe('');
  });
});
