import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig, Secret } from '../src/index.js';
import { fileOf, folderWith, only, problemsOf } from './files.js';

describe('defaults', () => {
  it('are those of the documentation', () => {
    const { providers, stateDir, ...rest } = loadConfig(only({ HOME: '/home/someone' }));
    expect(stateDir).toBe('/home/someone/.local/state/reg');
    expect(Object.keys(providers)).toEqual(['kimi', 'glm']);
    expect(providers.kimi).toEqual({
      type: 'kimi',
      enabled: true,
      protocol: 'openai',
      apiKeys: [],
      auth: 'bearer',
      headers: {},
      preferredModels: [],
      models: [],
      timeouts: {},
      modelTimeouts: {},
      limits: { adaptive: false, maxQueued: 64, queueTimeoutMs: 10_000 },
    });
    expect(rest).toMatchInlineSnapshot(`
      {
        "circuits": {
          "credentialOpenMs": 300000,
          "enabled": true,
          "failureRatio": 0.5,
          "failureThreshold": 3,
          "maxOpenMs": 600000,
          "minimumCalls": 10,
          "openMs": 30000,
          "rampUpMs": 30000,
          "windowMs": 60000,
        },
        "health": {
          "enabled": true,
          "logOnly": false,
        },
        "retry": {
          "attempts": 2,
          "backoffBaseMs": 500,
          "backoffMaxMs": 4000,
          "budgetBurst": 20,
          "budgetPerSecond": 1,
          "budgetRatio": 0.2,
        },
        "routing": {
          "allowContentFilterFailover": false,
          "allowFallback": false,
          "allowUnknownPrice": false,
          "assumedOutputTokens": 1024,
          "categories": {
            "balanced": {
              "chain": [],
              "weights": {
                "capability": 1,
                "price": 1,
                "speed": 1,
              },
            },
            "extended_reasoning": {
              "chain": [],
              "weights": {
                "capability": 3,
                "price": 0.5,
                "speed": 0.5,
              },
            },
            "fast_response": {
              "chain": [],
              "weights": {
                "capability": 0.5,
                "price": 1,
                "speed": 3,
              },
            },
          },
          "costAware": false,
          "deadlineMs": 600000,
          "defaultCategory": "balanced",
          "defaultModel": "auto",
          "disabledProviders": [],
          "freeModels": [],
          "freeTierPreference": false,
          "hedge": false,
          "listMappedModels": false,
          "maxAttempts": 6,
          "modelCosts": {},
          "modelMap": [],
          "onStreamBreak": "error",
          "providerPriority": [
            "kimi",
            "glm",
            "custom",
          ],
        },
        "server": {
          "apiKeys": [],
          "bodyLimitBytes": 33554432,
          "drainTimeoutMs": 10000,
          "heartbeatMs": 15000,
          "host": "127.0.0.1",
          "logLevel": "info",
          "logPrompts": false,
          "overload": {
            "enabled": true,
            "maxDelayMs": 10,
            "minConcurrent": 16,
          },
          "port": 8079,
          "readerTimeoutMs": 60000,
          "requestTimeoutMs": 30000,
          "sandbox": "auto",
          "workers": 1,
        },
        "timeouts": {},
      }
    `);
  });

  it('the state folder follows XDG_STATE_HOME when that is absolute', () => {
    expect(loadConfig(only({ XDG_STATE_HOME: '/state' })).stateDir).toBe('/state/reg');
    expect(loadConfig(only({ XDG_STATE_HOME: 'state', HOME: '/h' })).stateDir).toBe('/h/.local/state/reg');
  });

  it('relative paths start from the working directory', () => {
    expect(loadConfig({ ...only({ REG_STATE_DIR: 'state' }), cwd: '/srv' }).stateDir).toBe('/srv/state');
  });
});

describe('precedence', () => {
  const all = () => {
    const folder = folderWith({
      '.env': 'REG_PORT=3\nKIMI_API_KEY=sk-env-file\n',
      'reg.config.yaml': 'server: {port: 4, host: file-host, logLevel: warn}\nretry: {attempts: 7}\n',
    });
    return { cwd: folder, env: { REG_PORT: '2' }, overrides: { server: { port: 1 } } };
  };

  it('is argument, environment, .env, file, default', () => {
    const { cwd, env, overrides } = all();
    expect(loadConfig({ cwd, env, overrides }).server.port).toBe(1);
    expect(loadConfig({ cwd, env }).server.port).toBe(2);
    expect(loadConfig({ cwd, env: {} }).server.port).toBe(3);
    expect(loadConfig({ cwd, env: {}, envFile: false }).server.port).toBe(4);
    expect(loadConfig({ cwd, env: {}, envFile: false, configFile: false }).server.port).toBe(8079);
  });

  it('works setting by setting, not group by group', () => {
    const config = loadConfig(all());
    expect(config.server).toMatchObject({ port: 1, host: 'file-host', logLevel: 'warn' });
    expect(config.retry).toEqual({
      attempts: 7,
      backoffBaseMs: 500,
      backoffMaxMs: 4000,
      budgetRatio: 0.2,
      budgetPerSecond: 1,
      budgetBurst: 20,
    });
    expect(config.providers.kimi?.apiKeys[0]?.reveal()).toBe('sk-env-file');
  });

  it('lets an empty variable fall through to the next source', () => {
    const { cwd } = all();
    expect(loadConfig({ cwd, env: { REG_PORT: '' } }).server.port).toBe(3);
  });

  it('replaces lists and tables as a whole', () => {
    const text = 'routing: {modelCosts: {a: 1, b: 2}, freeModels: [x, y]}';
    const config = loadConfig(fileOf(text, { MODEL_COSTS_JSON: '{"c": 3}', FREE_MODEL_LIST: 'z' }));
    expect(config.routing.modelCosts).toEqual({ c: { input: 3, output: 3 } });
    expect(config.routing.freeModels).toEqual(['z']);
  });

  it('merges own categories over the built-in ones', () => {
    const text = 'routing: {categories: {fast_response: {weights: {price: 9}}, mine: {chain: [a]}}}';
    expect(loadConfig(fileOf(text)).routing.categories).toMatchObject({
      fast_response: { weights: { capability: 0.5, price: 9, speed: 3 } },
      mine: { weights: { capability: 1, price: 1, speed: 1 }, chain: ['a'] },
      balanced: { weights: { capability: 1, price: 1, speed: 1 } },
    });
  });

  it("gives a provider's own timeouts before the common ones", () => {
    const text = 'timeouts: {idleMs: 10, totalMs: 20}\nproviders: {glm: {timeouts: {idleMs: 30}}}';
    const { providers } = loadConfig(fileOf(text));
    expect(providers.glm?.timeouts).toEqual({ idleMs: 30, totalMs: 20 });
    expect(providers.kimi?.timeouts).toEqual({ idleMs: 10, totalMs: 20 });
  });

  it('takes keys as text or as Secret in an argument', () => {
    const overrides = { providers: { kimi: { apiKeys: ['sk-a', new Secret(' sk-b ')] } } };
    const config = loadConfig(only({}, overrides));
    expect(config.providers.kimi?.apiKeys.map((key) => key.reveal())).toEqual(['sk-a', 'sk-b']);
  });

  it('tells a list that is empty from one that is not there', () => {
    const text = 'routing: {allowedProviders: []}\nproviders: {kimi: {allowedModels: []}}';
    const config = loadConfig(fileOf(text));
    expect(config.routing.allowedProviders).toEqual([]);
    expect(config.providers.kimi?.allowedModels).toEqual([]);
    expect(loadConfig(only({})).routing).not.toHaveProperty('allowedProviders');
  });
});

describe('finding files', () => {
  it('looks upwards for each of them', () => {
    const folder = folderWith({
      'reg.config.json': '{"$schema": "x", "server": {"port": 1}}',
      'a/.env': '\uFEFFREG_HOST=above',
      'a/b/c/keep': '',
    });
    const config = loadConfig({ cwd: join(folder, 'a/b/c'), env: {} });
    expect(config.server).toMatchObject({ port: 1, host: 'above' });
  });

  it('takes the nearest', () => {
    const folder = folderWith({
      'reg.config.yaml': 'server: {port: 1}',
      'a/reg.config.yml': 'server: {port: 2}',
    });
    expect(loadConfig({ cwd: join(folder, 'a'), env: {}, envFile: false }).server.port).toBe(2);
  });

  it.each([
    [{}, { configFile: 'own.yaml', envFile: 'own.env' }],
    [{ REG_CONFIG: 'own.yaml', REG_ENV_FILE: 'own.env' }, {}],
    [{ REG_CONFIG: 'own.yaml', ENV_FILE: 'own.env' }, {}],
    [{ ENV_FILE: 'pointing.env' }, {}],
  ])('takes those it is given (%j %j)', (env, options) => {
    const cwd = folderWith({
      'own.yaml': 'server: {port: 1}',
      'own.env': 'REG_HOST=own',
      'pointing.env': 'REG_CONFIG=own.yaml\nREG_HOST=own',
      '.env': 'REG_HOST=other',
      'reg.config.yaml': 'server: {port: 2}',
    });
    expect(loadConfig({ cwd, env, ...options }).server).toMatchObject({ port: 1, host: 'own' });
  });

  it('says when a given file is not there or no file', () => {
    const cwd = folderWith({ 'folder/keep': '' });
    const problems = problemsOf({ cwd, env: { REG_CONFIG: 'folder' }, envFile: 'none.env' });
    expect(problems).toMatchObject([
      { source: 'argument', name: 'envFile', problem: `${join(cwd, 'none.env')} does not exist` },
      { source: 'environment', name: 'REG_CONFIG', problem: `${join(cwd, 'folder')} is a folder` },
    ]);
  });

  it('does not choose between two config files side by side', () => {
    const cwd = folderWith({ 'reg.config.yaml': '', 'reg.config.json': '{}' });
    expect(problemsOf({ cwd, env: {}, envFile: false })).toMatchObject([{ problem: 'lie side by side' }]);
  });

  it('does not read a huge file', () => {
    const cwd = folderWith({ 'reg.config.yaml': `# ${'x'.repeat(1_100_000)}` });
    expect(problemsOf({ cwd, env: {}, envFile: false })[0]?.problem).toContain('is larger than 1 MiB');
  });
});

describe('the config file', () => {
  it.each(['', '# nothing', '{}', 'server:\nproviders:\n  kimi:\n', '---\n'])(
    'may say nothing (%j)',
    (text) => {
      expect(loadConfig(fileOf(text))).toEqual(loadConfig(only({})));
    },
  );

  it('refers to variables, whole or inside text', () => {
    const text = [
      'server: {port: "${PORT}", apiKeys: ["${KEY}"]}',
      'providers:',
      '  box: {type: openai-compatible, baseUrl: "http://${HOST_NAME}:1/v1", headers: {X-Key: "key ${KEY}"}}',
      '  glm: {allowedModels: "${MODELS}", apiKeys: ["$${KEY}"]}',
    ].join('\n');
    const config = loadConfig(fileOf(text, { PORT: '81', KEY: 'a,b', HOST_NAME: 'box', MODELS: 'x, y' }));
    expect(config.server.port).toBe(81);
    expect(config.server.apiKeys.map((key) => key.reveal())).toEqual(['a,b']);
    expect(config.providers.box?.baseUrl).toBe('http://box:1/v1');
    expect(config.providers.box?.headers['X-Key']?.reveal()).toBe('key a,b');
    expect(config.providers.glm?.allowedModels).toEqual(['x', 'y']);
    expect(config.providers.glm?.apiKeys[0]?.reveal()).toBe('${KEY}');
  });

  it('finds what it refers to in .env too', () => {
    const cwd = folderWith({ '.env': 'MINE=sk-mine', 'reg.config.yaml': 'server: {apiKeys: ["${MINE}"]}' });
    expect(loadConfig({ cwd, env: {} }).server.apiKeys[0]?.reveal()).toBe('sk-mine');
  });

  it('must not refer to a variable that is unset or empty', () => {
    const problems = problemsOf(fileOf('server:\n  apiKeys:\n    - "${GONE}"\n', { GONE: '' }));
    expect(problems).toMatchObject([
      {
        source: expect.stringMatching(/reg\.config\.yaml:3:7$/),
        problem: 'refers to GONE, which is not set',
      },
    ]);
  });

  it.each([
    ['server: {prot: 1}', 'server.prot', 'is not a setting', '`port`, perhaps'],
    ['serve: {}', 'serve', 'is not a setting', '`server`, perhaps'],
    ['whatever: 1', 'whatever', 'is not a setting', 'one of server, '],
    ['providers: {kimi: {apiKey: x}}', 'providers.kimi.apiKey', 'is not a setting', '`apiKeys`, perhaps'],
    ['server: {port: "80"}', 'server.port', 'is "80"', 'a whole number'],
    ['server: {port: }', 'server.port', 'is null', 'a whole number'],
    ['routing: {allowedProviders: }', 'routing.allowedProviders', 'is null', 'a list of provider names'],
    ['server: 1', 'server', 'is 1', 'a group of settings'],
    ['[1, 2]', 'the whole', 'is a list', 'a group of settings'],
    ['providers: {Kimi: {}}', 'providers.Kimi', 'is not a name that can be used here', 'a lower-case name'],
    ['providers: {box: {}}', 'providers.box.type', 'is missing', 'kimi, glm or openai-compatible'],
    ['providers: {box: {type: openai-compatible}}', 'providers.box.baseUrl', 'is missing', 'the URL'],
    [
      'providers: {kimi: {type: glm}}',
      'providers.kimi.type',
      'contradicts the name',
      'kimi, or another name',
    ],
    ['providers: {kimi: {auth: jwt}}', 'providers.kimi.auth', 'is "jwt"', 'bearer'],
    ['providers: {kimi: {protocol: soap}}', 'providers.kimi.protocol', 'is "soap"', 'openai'],
    [
      'providers: {box: {type: openai-compatible, baseUrl: "http://a.b", protocol: anthropic}}',
      'providers.box.protocol',
      'is "anthropic"',
      'only Kimi and GLM',
    ],
    [
      'providers: {kimi: {endpoint: coding-china}}',
      'providers.kimi.endpoint',
      'is "coding-china"',
      'one of international, china, coding',
    ],
    [
      'providers: {box: {type: openai-compatible, baseUrl: "http://a.b", endpoint: china}}',
      'providers.box.endpoint',
      'is "china"',
      'baseUrl says where',
    ],
    ['providers: {kimi: {apiKeys: sk-1}}', 'providers.kimi.apiKeys', 'is something else', 'a list of keys'],
    [
      'providers: {kimi: {apiKeys: [1]}}',
      'providers.kimi.apiKeys[0]',
      'must be text that is not empty',
      'a list',
    ],
    [
      'providers: {kimi: {headers: {"a b": x}}}',
      'providers.kimi.headers.a b',
      'is not right',
      'HTTP headers',
    ],
    [
      'routing: {defaultCategory: balancd}',
      'routing.defaultCategory',
      'is not a category',
      '`balanced`, perhaps',
    ],
    [
      'routing: {categories: {mine: {weights: {price: -1}}}}',
      'routing.categories.mine.weights.price',
      'is -1',
      '',
    ],
    ['providers: {kimi: {models: [{}]}}', 'providers.kimi.models[0].id', 'is not right', 'a list of models'],
    [
      'providers: {kimi: {models: [{id: a, aliases: [b]}, {id: B}]}}',
      'providers.kimi.models[1]',
      'has a name that another model has',
      '',
    ],
  ])('%s has a problem with a place and a hint', (text, name, problem, expected) => {
    const problems = problemsOf(fileOf(text));
    expect(problems).toHaveLength(1);
    expect(problems[0]?.name).toBe(name);
    expect(problems[0]?.problem).toContain(problem);
    expect(problems[0]?.expected).toContain(expected);
    expect(problems[0]?.source).toMatch(/^file .*reg\.config\.yaml(:1:\d+)?$/);
  });

  it.each(['reg', 'auto', 'moonshot', 'moonshotai', 'zai', 'zhipu', 'zhipuai', 'bigmodel'])(
    'cannot name an endpoint %s, whose variables mean something else',
    (id) => {
      expect(problemsOf(fileOf(`providers: {${id}: {type: glm}}`))).toMatchObject([
        { name: `providers.${id}` },
      ]);
    },
  );

  it.each([
    ['server:\n  port: 1\n  port: 2\n', /:3:3$/, 'has the same name twice'],
    ['server:\n\tport: 1\n', /:2:/, 'tabs'],
    ['{"server": {"port": 1}', /:1:/, 'lacks a closing'],
    ['server: {port: 1}\n---\nserver: {port: 2}\n', /:2:1$/, 'more than one document'],
    ['server: @x\n', /:1:9$/, 'is not well-formed'],
  ])('%j is placed and not quoted', (text, place, words) => {
    const problems = problemsOf(fileOf(text));
    expect(problems[0]?.source).toMatch(place);
    expect(problems[0]?.problem).toContain(words);
  });

  it('may use any name for an endpoint or a category, even one that objects have', () => {
    const text = [
      'providers: {constructor: {type: openai-compatible, baseUrl: "http://box/v1"}}',
      'routing: {defaultCategory: constructor, categories: {constructor: {chain: [a]}}}',
    ].join('\n');
    const config = loadConfig(fileOf(text, { CONSTRUCTOR_API_KEY: 'k' }));
    expect(config.providers.constructor).toMatchObject({ baseUrl: 'http://box/v1', apiKeys: [{}] });
    expect(config.routing.categories.constructor).toMatchObject({ chain: ['a'] });
  });

  it('bears hostile YAML', () => {
    const lines = ['a0: &a0 [x, x]'];
    for (let level = 1; level < 40; level += 1)
      lines.push(`a${String(level)}: &a${String(level)} [*a${String(level - 1)}, *a${String(level - 1)}]`);
    expect(problemsOf(fileOf(lines.join('\n')))[0]?.problem).toBe('cannot be read as YAML');
    expect(problemsOf(fileOf('['.repeat(50_000))).length).toBeGreaterThan(0);
    expect(problemsOf(fileOf(`${'{a: '.repeat(200)}1${'}'.repeat(200)}`)).length).toBeGreaterThan(0);
    expect(problemsOf(fileOf('{"__proto__": {"polluted": 1}, "providers": {"__proto__": {}}}'))).toHaveLength(
      2,
    );
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

it('lists every problem of every source in one throw', () => {
  const cwd = folderWith({
    '.env': 'RETRY_ATTEMPTS=none',
    'reg.config.yaml': 'server:\n  logLevel: loud\nretry: {attempts: 0}\n',
  });
  const overrides = { routing: { deadlineMs: -1 } };
  const problems = problemsOf({ cwd, env: { REG_PORT: 'x' }, overrides });
  expect(problems.map(({ source, name }) => `${source} ${name}`)).toEqual([
    'argument routing.deadlineMs',
    'environment REG_PORT',
    `.env:${join(cwd, '.env')} RETRY_ATTEMPTS`,
    `file ${join(cwd, 'reg.config.yaml')}:2:3 server.logLevel`,
    `file ${join(cwd, 'reg.config.yaml')}:3:9 retry.attempts`,
  ]);
});
