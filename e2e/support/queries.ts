import type { Page } from "@playwright/test";

/** The procedures that a page has called, in order. */
export function watchQueries(page: Page): string[] {
  const asked: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    const prefix = "/api/trpc/";
    if (request.method() === "GET" && pathname.startsWith(prefix))
      asked.push(...pathname.slice(prefix.length).split(","));
  });
  return asked;
}
