import { expect, type Page, type Response } from "@playwright/test";

/** The page; its `goto` and `reload` also wait until the document responds to clicks and keys. */
export function awaitsReady(page: Page): Page {
  const goto = page.goto.bind(page);
  const reload = page.reload.bind(page);
  page.goto = async (...given) => ready(page, await goto(...given));
  page.reload = async (...given) => ready(page, await reload(...given));
  return page;
}

/** Waits until the page has navigated to another document of ours that responds to clicks and keys. */
export async function arrivesAt(page: Page, url: RegExp): Promise<void> {
  await expect(page).toHaveURL(url);
  await page.locator("html[data-ready]").waitFor({ state: "attached" });
}

async function ready(page: Page, response: Response | null): Promise<Response | null> {
  const type = await response?.headerValue("content-type");
  if (type?.startsWith("text/html")) await page.locator("html[data-ready]").waitFor({ state: "attached" });
  return response;
}
