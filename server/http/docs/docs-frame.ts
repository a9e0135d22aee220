/** The colours of links and lines, in both schemes, as in app/globals.css. */
export const ACCENT = "light-dark(#2459d8, #86abff)";
export const LINE = "light-dark(#e4e3de, #2a2a2e)";

/** What the documents for programmers share: the product's font and colours, and the links between them. */
export const DOCS_STYLE = `
@font-face { font-family: "Inter Variable"; font-style: normal; font-display: swap; font-weight: 100 900; src: url(/docs/api/inter.woff2) format("woff2"); }
:root { color-scheme: light dark; font: 15px/1.55 "Inter Variable", Inter, system-ui, sans-serif; color: light-dark(#1d1c1a, #ececee); background: light-dark(#ffffff, #19191b); }
body { margin: 0; }
.docs { max-width: 72rem; margin: 0 auto; padding: 1.5rem 1rem; box-sizing: border-box; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
.docs a { color: light-dark(#5f5d56, #a3a2aa); text-decoration: none; }
.docs a:hover, .docs a[aria-current] { color: inherit; font-weight: 550; }
.docs a:first-child { color: inherit; font-weight: 650; }
`;

const PAGES = [
  ["/inbox", "Tickline"],
  ["/docs/api", "API reference"],
  ["/docs/events", "Events"],
  ["/v1/openapi.json", "OpenAPI document"],
  ["/v1/event-types", "Event schemas"],
] as const;

/** The links at the top of a document. `current`: its own address. */
export const docsHeader = (current: "/docs/api" | "/docs/events"): string => {
  const links = PAGES.map(
    ([href, name]) => `<a href="${href}"${href === current ? ' aria-current="page"' : ""}>${name}</a>`,
  );
  return `<nav class="docs" aria-label="Documents">${links.join("")}</nav>`;
};
