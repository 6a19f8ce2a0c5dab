import type { CaseResult } from '../run-case.js';
import { summarise } from './summary.js';

/** The XML that CI systems read: a suite for each group, a test case for each run. */
export function junitReport(results: readonly CaseResult[]): string {
  const suites = summarise(results).map(({ group, runs, broken, skipped }) => {
    const own = results.filter((result) => result.group === group);
    return [
      `  <testsuite ${attributes({ name: group, tests: runs, failures: broken, skipped, time: seconds(own) })}>`,
      ...own.map(testCase),
      '  </testsuite>',
    ].join('\n');
  });
  const counts = {
    name: 'reg conformance',
    tests: results.length,
    failures: results.filter(({ status }) => status === 'broken').length,
    skipped: results.filter(({ status }) => status === 'skipped').length,
    time: seconds(results),
  };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${[
    `<testsuites ${attributes(counts)}>`,
    ...suites,
    '</testsuites>',
  ].join('\n')}\n`;
}

function testCase(result: CaseResult): string {
  const { id, group, surface, status, differences, expected, seen } = result;
  const head = attributes({
    classname: `conformance.${group}.${surface}`,
    name: `${id} (${surface})`,
    time: seconds([result]),
  });
  switch (status) {
    case 'kept':
      return `    <testcase ${head}/>`;
    case 'skipped':
      return `    <testcase ${head}><skipped ${attributes({ message: seen })}/></testcase>`;
    case 'broken': {
      const text = escaped(`expected: ${expected}\nseen: ${seen}\n${differences.join('\n')}`);
      return `    <testcase ${head}><failure ${attributes({ message: differences[0] ?? '' })}>${text}</failure></testcase>`;
    }
  }
}

function seconds(results: readonly CaseResult[]): string {
  return (results.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0) / 1000).toFixed(3);
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${escaped(String(value))}"`)
    .join(' ');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Control characters may not stand in XML at all, not even escaped. */
function escaped(text: string): string {
  return text
    .replaceAll(/[&<>"']/g, (mark) => entities[mark] ?? mark)
    .replaceAll(/\n/g, '&#10;')
    .replaceAll(/[^\t\r\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
}
