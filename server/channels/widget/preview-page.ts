import { builtOnce, sourceOf } from "./built-file";
import type { WidgetContext } from "./context";

/** A site as a background. */
const STYLE = `
:root { color-scheme: light; --paper: #fff; --ink: #ebeae6; }
:root[data-theme=dark] { color-scheme: dark; --paper: #0f0f10; --ink: #232326; }
body { margin: 0; padding: 36px 40px; background: var(--paper); overflow: hidden; }
i { display: block; height: 12px; margin-bottom: 14px; border-radius: 6px; background: var(--ink); }
i:first-child { height: 28px; width: 46%; margin-bottom: 28px; }
i:nth-child(3n) { width: 72%; } i:nth-child(4n) { width: 88%; margin-bottom: 30px; }
`;
const LINES = "<i></i>".repeat(16);

/**
 * `GET /widget-preview`: the document of a sandboxed frame in an inbox's settings, with the widget's own code, sample conversations and no
 * network. It has nothing of the installation: what it shows is posted to it.
 */
export async function answerPreview(c: WidgetContext): Promise<Response> {
  const { html, policy } = await readPage();
  return c.body(html, 200, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-cache",
    "content-security-policy": policy,
    "x-frame-options": "SAMEORIGIN",
  });
}

const readPage = builtOnce("widget-preview.js", (bytes) => {
  const program = bytes.toString();
  return { html: htmlOf(program), policy: policyOf(program) };
});

const policyOf = (program: string): string =>
  [
    "sandbox allow-scripts allow-forms", // forms only so that the widget's are submitted to itself
    "default-src 'none'",
    `script-src ${sourceOf(program)}`,
    `style-src ${sourceOf(STYLE)}`,
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ].join("; ");

const htmlOf = (program: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Widget preview – Tickline</title>
<style>${STYLE}</style>
</head>
<body>${LINES}<script>${program}</script></body>
</html>
`;
