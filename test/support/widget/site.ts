import { createServer } from "node:http";
import { listen } from "./listen";
import { INBOX } from "./stand-in";

/** A page of a site: its HTML, its headers, and the script tag's attributes. */
export type SitePage = {
  doctype?: string;
  html?: string;
  head?: string;
  body?: string;
  headers?: Record<string, string>;
  script?: string;
};

/** A site whose pages, by their path, embed the widget of the product at `productUrl`. */
export async function startSite(
  productUrl: string,
  pages: Readonly<Record<string, SitePage>>,
  inbox = INBOX,
) {
  const server = createServer((request, response) => {
    const page = pages[request.url ?? "/"];
    if (!page) return void response.writeHead(404).end();
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", ...page.headers });
    response.end(htmlOf(page, productUrl, inbox));
  });
  const url = await listen(server);
  return {
    url,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function htmlOf(page: SitePage, productUrl: string, inbox: string): string {
  const {
    doctype = "<!doctype html>",
    html = 'lang="en"',
    head = "",
    body = "<p>A site.</p>",
    script = "",
  } = page;
  const tag = `<script src="${productUrl}/widget.js" data-inbox="${inbox}" ${script} async></script>`;
  const viewport = '<meta name="viewport" content="width=device-width,initial-scale=1">';
  return `${doctype}<html ${html}><head>${viewport}${head}</head><body>${body}${tag}</body></html>`;
}
