import type { Page } from "@playwright/test";

/** The procedures that a page has called, in order. */
export function watchQueries(page: Page): string[] {
  const called: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    const prefix = "/api/trpc/";
    if (request.method() === "GET" && pathname.startsWith(prefix))
      called.push(...pathname.slice(prefix.length).split(","));
  });
  return called;
}
