import { type APIRequestContext, type APIResponse, expect, type Page, type Response } from "@playwright/test";
import { ADMIN } from "./environment";

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

type Fields = Record<string, string>;

/** Signs in as the form does; the context stores the cookie. */
export async function signIn(
  request: APIRequestContext,
  { email = ADMIN.email, password = ADMIN.password, ...more }: Fields = {},
): Promise<APIResponse> {
  const form = { ...more, email, password, json: "true", csrfToken: await csrfToken(request) };
  return request.post("/api/auth/callback/credentials", { form });
}

export async function csrfToken(request: APIRequestContext): Promise<string> {
  const response = await request.get("/api/auth/csrf");
  return String((await response.json()).csrfToken);
}

/** A mutation through tRPC, as our pages send it. */
export function mutate(
  request: APIRequestContext,
  path: string,
  input: unknown,
  origin: string,
): Promise<APIResponse> {
  return request.post(`/api/trpc/${path}`, { headers: { origin }, data: { json: input ?? null } });
}

/** Makes the scripts that a page requests from now on wait until the returned function is called. */
export async function holdScripts(page: Page): Promise<() => void> {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/_next/**/*.js", async (route) => {
    await released;
    await route.continue();
  });
  return release;
}
