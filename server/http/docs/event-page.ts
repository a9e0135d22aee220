import { createHash } from "node:crypto";
import type { Context } from "hono";
import { html, raw } from "hono/html";
import type { EventTypeDto } from "@/server/contract/event/event-schemas";
import type { HttpEnv } from "@/server/http/_request/authenticate";
import { listEventTypes } from "@/server/queries/events/list-event-types";
import { ACCENT, DOCS_STYLE, docsHeader, LINE } from "./docs-frame";

const STYLE = `${DOCS_STYLE}
main { box-sizing: border-box; max-width: 72rem; margin: 0 auto; padding: 0 1rem 4rem; }
h1 { font-size: 1.5rem; letter-spacing: -.01em; margin: 0 0 .75rem; }
h2 { font-size: 1.125rem; margin: 2.5rem 0 .5rem; }
p { max-width: 46rem; margin: 0 0 .75rem; }
main a { color: ${ACCENT}; text-underline-offset: 2px; }
table { border-collapse: collapse; width: 100%; margin-top: 1.25rem; }
th { font-size: .8125rem; font-weight: 500; }
th, .muted { color: light-dark(#5f5d56, #a3a2aa); }
th, td { border-bottom: 1px solid ${LINE}; padding: .5rem 1.25rem .5rem 0; text-align: start; vertical-align: top; }
td:last-child { width: 60%; padding-inline-end: 0; overflow-wrap: anywhere; }
tr:target { background: light-dark(#e9effd, #1d2a47); }
code, pre { font: 13px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
pre { overflow: auto; padding: .75rem; border-radius: 6px; background: light-dark(#f5f5f3, #121213); }
summary { cursor: pointer; color: light-dark(#5f5d56, #a3a2aa); font-size: .875rem; }
@media (max-width: 48rem) {
  thead, td.extra { display: none; }
  tr, td { display: block; }
  td, td:last-child { width: auto; border: 0; padding: 0; }
  tr { border-bottom: 1px solid ${LINE}; padding: .75rem 0; }
}
`;

/** No script, and the style above with its font only. */
const POLICY = `default-src 'none'; font-src 'self'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

let page: string | undefined;

/** Answers with a page of every type of event, for people: what it says, and a sample. Made once, from the catalogue. */
export async function answerEventPage(c: Context<HttpEnv>): Promise<Response> {
  page ??= String(await render(listEventTypes(null)));
  return c.body(page, 200, {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": POLICY,
    "cache-control": "public, max-age=3600",
  });
}

const render = (types: readonly EventTypeDto[]) => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tickline events</title>
<style>${raw(STYLE)}</style>
</head>
<body>
${raw(docsHeader("/docs/events"))}
<main>
<h1>Events</h1>
<p>An event is a fact. It is recorded once, in the transaction that made it true. <code>data</code> is the whole resource after
the change, as of the commit; message and conversation events also carry the <code>conversation</code> and the
<code>contact</code>. <code>changes</code> has the values before and after. <code>resource.version</code> rises with every event
of the resource: drop an event whose version is not greater than yours. <code>hash</code> is the SHA-256 of the RFC 8785 JSON of
the event without <code>seq</code>, <code>stampedAt</code> and <code>hash</code>.</p>
<p>A message's <code>attachments</code> are what it shows of its files: an event never has their addresses. A webhook in the
native format has those beside the event, as <code>files</code>; <code>GET /v1/files/{id}</code> and
<code>GET /v1/messages/{id}</code> return them. While Tickline fetches or inspects a file, its <code>state</code>, size and
preview may change, with a <code>message.updated</code>.</p>
<p><a href="/v1/event-types">/v1/event-types</a> returns all this with a JSON Schema of each type.</p>
${tableOf(types.filter(({ isLogged }) => isLogged))}
<h2>Sent to webhook endpoints only</h2>
<p>These types are not in the log and have no <code>seq</code>, <code>resource</code> or <code>hash</code>.
<code>/v1/events</code> never returns them, and <code>types</code> does not select them.</p>
${tableOf(types.filter(({ isLogged }) => !isLogged))}
</main>
</body>
</html>
`;

const tableOf = (types: readonly EventTypeDto[]) => html`<table>
<thead><tr><th>Type</th><th>Resource</th><th>Since</th><th>Recorded or sent when</th></tr></thead>
<tbody>${types.map(
  ({ type, resource, since, summary, sample }) => html`
<tr id="${type}"><td><a href="#${type}"><code>${type}</code></a></td><td class="extra">${resource ?? "–"}</td>
<td class="extra muted">${since}</td>
<td>${withCode(summary)}<details><summary>Sample</summary><pre>${JSON.stringify(sample, null, 2)}</pre></details></td></tr>`,
)}</tbody>
</table>`;

/** A text with its names between backquotes as code. */
const withCode = (text: string) =>
  text.split("`").map((part, at) => (at % 2 === 0 ? part : html`<code>${part}</code>`));
