import { type APIRequestContext, test as base, type Page } from "@playwright/test";
import { copyDemo } from "./demo";
import { enterTextAsEdits } from "./firefox";
import type { Product } from "./product";
import { awaitsReady } from "./ready";

type Fixtures = {
  /** Our own origin, as browsers send it. */
  origin: string;
  /** A second browser, without the first one's cookie. */
  elsewhere: APIRequestContext;
};

type WorkerFixtures = {
  /** The product with the demo, for this worker only. */
  demo: Product;
};

export const test = base.extend<Fixtures, WorkerFixtures>({
  demo: [
    async ({ browserName: _ }, use) => {
      const product = await copyDemo();
      try {
        await product.start();
        await use(product);
      } finally {
        await product.remove();
      }
    },
    { scope: "worker", timeout: 300_000 },
  ],
  baseURL: async ({ demo }, use) => use(demo.url),
  origin: async ({ baseURL }, use) => use(String(baseURL)),
  page: async ({ page, context, browserName }, use) => {
    if (browserName === "firefox") await enterTextAsEdits(context);
    await use(awaitsReady(page));
  },
  elsewhere: async ({ playwright, origin }, use) => {
    const context = await playwright.request.newContext({ baseURL: origin });
    await use(context);
    await context.dispose();
  },
});

/** Answers the next call of a mutation as the server does five minutes after the password was given. */
export async function expireAuthentication(page: Page, path: string): Promise<void> {
  const refusal = { code: "auth.reauthentication_required", field: null, detail: null };
  const data = { code: "FORBIDDEN", httpStatus: 403, path, refusal };
  const error = { json: { message: refusal.code, code: -32_003, data } };
  await page.route(
    (url) => url.pathname === `/api/trpc/${path}`,
    (route) => route.fulfill({ status: 403, json: [{ error }] }),
    { times: 1 },
  );
}

/** Times that are chosen in this page have passed when they arrive, as if their way to the server took long. */
export async function sendTooLate(page: Page): Promise<void> {
  await page.route(
    ({ pathname }) => pathname === "/actions" || pathname === "/api/trpc/bulk.start",
    (route) => {
      const sent = route.request().postData() ?? "";
      return route.continue({
        postData: sent.replace(/20\d\d-\d\d-\d\dT[\d:.]+Z/g, "2020-01-01T00:00:00.000Z"),
      });
    },
  );
}
