import { findInboxOf } from "@/server/channels/find-inbox";
import { Refusal } from "@/server/contract/_shared/refusal";
import { findDemoIdentifier } from "@/server/queries/inboxes/demo-inbox";
import { sourceOf } from "./built-file";
import type { WidgetContext } from "./context";

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.6 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 38rem; padding: 4rem 1.5rem; }
h1 { font-size: 1.5rem; }
`;

/** What any site with a strict policy needs for the widget: Tickline's origin for scripts, connections and pictures. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  `style-src ${sourceOf(STYLE)}`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** `GET /demo`: a page with the widget of the demo's inbox, or of the one that `inbox` names, to write to oneself in two windows. */
export async function answerDemo(c: WidgetContext): Promise<Response> {
  const { database } = c.var.services;
  const named = c.req.query("inbox");
  const identifier =
    named === undefined
      ? await findDemoIdentifier(database, "widget")
      : (await findInboxOf(database, "widget", named))?.inbox.identifier;
  if (!identifier) throw new Refusal("resource.not_found");
  return c.body(pageOf(identifier), 200, {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": POLICY,
  });
}

/** Identifiers consist of letters and digits. */
const pageOf = (identifier: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Website widget – Tickline</title>
<style>${STYLE}</style>
<script src="/widget.js" data-inbox="${identifier}" async></script>
</head>
<body>
<h1>Your website, with the widget</h1>
<p>Click the button in the corner and write as a visitor. Then answer in <a href="/" target="_blank" rel="noopener">the inbox</a>, in a second window.</p>
<p>Your own site embeds the widget with one line. It is in Settings, under the inbox.</p>
</body>
</html>
`;
