/**
 * How much disk each package may take with all that it depends on, in kB. Some 10 % above what is there; raise it in
 * the change that needs more.
 * @type {Readonly<Record<string, number>>}
 */
export const installedLimitsKb = {
  '@reg/config': 7_900,
  '@reg/core': 9_300,
  '@reg/selection': 9_800,
  '@reg/openai-compatible': 12_100,
  '@reg/providers-kimi': 12_200,
  '@reg/providers-glm': 12_200,
  '@reg/registry': 13_000,
  '@reg/testkit': 11_500,
  '@reg/ai-sdk': 14_000,
  '@reg/daemon': 50_500,
};
