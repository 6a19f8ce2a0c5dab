import { errorCatalogue, gatewayErrors, type GatewayAnswer, type GatewayErrorRow } from '@reg/core';

/** docs/errors.md, from the tables of core. */
export function renderErrorsPage(): string {
  return `# Errors

This page is generated from packages/core/src/errors/error-catalogue.ts; do not edit it.

Every error that reg throws on purpose is a \`RegError\` with a stable \`code\`. Recognise one by its class's
\`isInstance(error)\`, which also works where two copies of a package are installed and \`instanceof\` says no; the
classes of failed attempts are named after the OpenAI client's, all derive from \`APIError\`, and \`error.kind\` is their
code. Messages are for people and may change. Neither they nor any other field hold a key or the text of a prompt.

The daemon answers in OpenAI's envelope, \`{ "error": { "message", "type", "param", "code" } }\`, with the status, type
and code of the tables. A vendor's 401 or 403 comes out as 502, so that no client takes it for a refusal of its own key.

## Errors of a call

${table(['Code', 'Class', 'HTTP', 'When', 'What to do'], catalogueRows(false))}

## Failures of one attempt

Retries and failover deal with most of them unseen; they are kept in the report of the call. One reaches the caller as
it is when it ends the call for every model alike, or when a provider is used directly.

${table(['Code', 'Class', 'HTTP', 'When', 'What to do'], catalogueRows(true))}

## Finer codes of \`no_eligible_model\` over HTTP

${table(['HTTP', 'When', 'What to do'], gatewayErrors.rejections.map(gatewayCells))}

## Refusals of the daemon

${table(['HTTP', 'When', 'What to do'], gatewayErrors.refusals.map(gatewayCells))}
`;
}

function catalogueRows(ofAttempts: boolean): readonly (readonly string[])[] {
  return errorCatalogue
    .filter((row) => row.ofAttempt === ofAttempts)
    .map((row) => [
      `\`${row.code}\``,
      `\`${row.className}\``,
      row.gateway === undefined ? '–' : answer(row.gateway),
      row.when,
      row.whatToDo,
    ]);
}

function gatewayCells(row: GatewayErrorRow): readonly string[] {
  return [answer(row), row.when, row.whatToDo];
}

function answer({ status, type, code }: GatewayAnswer): string {
  return `${status} \`${type}\` \`${code}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
