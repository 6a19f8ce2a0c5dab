import { complaints } from '../complaints.js';
import { caseGroups, caseId, isPortable, type CaseGroup, type ConformanceCase } from '../conformance-case.js';
import { markdownTable, plainCell } from './markdown-report.js';

const chapters: Readonly<Record<CaseGroup, string>> = {
  'before-response': 'Nothing of an answer arrived: refused, unresolved, silent, reset, or not HTTP at all.',
  statuses:
    'Every documented error of both vendors, and then the vendor once more, which shows what was remembered.',
  bodies:
    'Whole answers: HTML, halves, nothing, too much, errors under status 200, and odd ones that are right.',
  streams: 'Streams: odd ones that are right, failures before any content, breaks after it.',
  sequences: 'Several questions: circuits, keys, Retry-After, deadlines, clients that leave, limits.',
  peers: 'What users of other gateways saw broken, as far as no other case is about it.',
};

/** docs/conformance.md: what is tested, how to read the report, how to put another gateway to it. */
export function casesPage(cases: readonly ConformanceCase[]): string {
  return `# Conformance

<!-- Generated from apps/daemon/src/conformance. Do not edit: change the cases and run \`npm run docs\`. -->

\`reg conformance\` (in this repository also \`npm run conformance\`) starts simulated vendors on 127.0.0.1, lets them fail in every known way, and reports whether the gateway kept its word. Nothing leaves the machine, and no key is needed. It ends with 1 if any law was broken.

${introduction}

## The cases

A case is a scenario, a vendor, and whether the answer is streamed. Each is run against a daemon over HTTP, in OpenAI's chat completions and Responses and in Anthropic's Messages, read by strict clients that share no code with reg's own, and against the registry in process. Questions with pictures or a history are asked in chat completions alone.

${groupTable(cases)}

\`reg conformance --list\` names each with its law.

## Laws that users of other gateways saw broken

${complaintTable(cases)}
`;
}

const introduction = `## The laws

- An answer is whole and ends with one finish reason and one \`[DONE]\`, or it ends with a typed error and no \`[DONE]\`. Nothing else is honest.
- Before any content, a failure that is not the caller's own is made good by another attempt or another vendor, and the client sees nothing of it.
- After content nothing is replayed from the start, and no other vendor is asked.
- A request that is wrong is refused after one attempt, and costs no target its good name.
- A key that is spent rests, and the next key of the same vendor comes before another vendor. A vendor's 401 never looks like one for the client's key.
- The vendor's word on when to come back is never shortened.
- One deadline, and one bound on attempts, for everything.

Expectations are computed from these laws and from the vendors' own error pages; none is copied from what reg does.

## How to read the report

| column | what it says |
| --- | --- |
| scenario, vendor, stream | what befalls whom; the vendor is the one that is asked first |
| surface | \`http\` (chat completions), \`messages\`, \`responses\`, \`in-process\`, or \`target\` for another gateway |
| verdict | \`kept\`, \`broken\`, or \`skipped\` where this system cannot produce the failure |
| expected | the law, with the number of requests that each vendor may get |
| seen | what the client got and what the vendors counted; for a broken law, every difference |
| attempts | requests that reached the vendors, all questions of the case together |
| ms | how long the case took, starting its gateway included |

\`seen\` begins with one of five words. \`whole\`, \`refused\` and \`broken\` are honest ends. \`dishonest\` is an answer that a client would misread, with the rule that it breaks. \`hung\` is no end within the patience of the client.

\`--only PATTERN\` chooses cases by a regular expression, \`--summary\` prints the counts alone, \`--json\` prints everything for programs, \`--markdown FILE\` and \`--junit FILE\` write reports beside what is printed.

## Another gateway

Any gateway with an OpenAI endpoint can be put to the cases that need no settings of their own:

\`\`\`sh
reg conformance --target http://127.0.0.1:4000/v1 --kimi-port 8101 --glm-port 8102
\`\`\`

1. Configure two providers there: Kimi at \`http://127.0.0.1:8101/v1\` and GLM at \`http://127.0.0.1:8102/api/paas/v4\`, with any key. The simulators listen as long as the command runs; their addresses are printed.
2. Make a model \`kimi-k2.6\` that falls back to GLM's \`glm-5.2\`, and a model \`glm-5.2\` that falls back to \`kimi-k2.6\`. Other names can be given with \`--kimi-model\` and \`--glm-model\`. For reg that is \`FALLBACK_ON_FAILURE=true\`, with one model allowed for each vendor.
3. Set its timeouts for headers, first token and pauses well below \`--patience\` (30 seconds by default), and switch its cooldowns off or to less than a second: the cases follow each other on the same vendors.
4. \`--api-key\` is the key that the gateway itself asks for.

Counts of attempts and codes of errors are each gateway's own affair, so they are not compared there. The end of every answer is, and the text, and who gave it.`;

function groupTable(cases: readonly ConformanceCase[]): string {
  const rows = caseGroups.map((group) => {
    const own = cases.filter((scenario) => scenario.group === group);
    return [
      group,
      chapters[group],
      String(own.length),
      String(own.filter(({ stream }) => stream).length),
      String(own.filter(isPortable).length),
    ];
  });
  const sum = (column: number): string => String(rows.reduce((total, row) => total + Number(row[column]), 0));
  return markdownTable(
    ['group', 'what befalls the vendor', 'cases', 'streamed', 'for any gateway'],
    [...rows, ['all', '', sum(2), sum(3), sum(4)]],
  );
}

function complaintTable(cases: readonly ConformanceCase[]): string {
  const rows = Object.entries(complaints).map(([name, { law, reportedAt }]) => {
    const about = cases.filter((scenario) => scenario.complaints?.some((complaint) => complaint === name));
    const [first] = about;
    const more = about.length > 1 ? ` and ${about.length - 1} more` : '';
    return [plainCell(law), `[report](${reportedAt})`, first === undefined ? '' : `${caseId(first)}${more}`];
  });
  return markdownTable(['law', 'seen broken', 'cases'], rows);
}
