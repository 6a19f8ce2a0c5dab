import { expect, it } from 'vitest';
import { childEnvironment } from './child-environment.js';

it('sets and takes out variables, keeps the others, and changes nothing of its own', () => {
  const env = { PATH: '/bin', OLD: 'old', GONE: 'gone' };
  expect(childEnvironment({ set: { OLD: 'new', MORE: '1' }, unset: ['GONE', 'NEVER'] }, env)).toEqual({
    PATH: '/bin',
    OLD: 'new',
    MORE: '1',
  });
  expect(env).toEqual({ PATH: '/bin', OLD: 'old', GONE: 'gone' });
});

it('starts from the environment of this process', () => {
  expect(childEnvironment({}).PATH).toBe(process.env.PATH);
});
