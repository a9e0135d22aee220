import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type APIRequestContext, type APIResponse, test as base, expect, type Page } from "@playwright/test";
import { DEMO_SIGN_INS } from "@/server/setup/demo-sign-ins";
import { ADMIN, AGENT, API_TOKEN } from "./environment";
import { makeProduct, type Product } from "./product";
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
    async ({ playwright }, use) => {
      const product = await makeProduct({
        SEED: "demo",
        ADMIN_EMAIL: ADMIN.email,
        ADMIN_PASSWORD: ADMIN.password,
        ADMIN_API_TOKEN: API_TOKEN,
        WEBHOOK_ALLOW_CIDRS: "127.0.0.1/32", // receivers of the tests
      });
      await product.start();
      const request = await playwright.request.newContext({ baseURL: product.url });
      await chooseAgentsPassword(request, product);
      await request.dispose();
      await use(product);
      await product.remove();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: async ({ demo }, use) => use(demo.url),
  origin: async ({ baseURL }, use) => use(String(baseURL)),
  page: async ({ page }, use) => use(awaitsReady(page)),
  elsewhere: async ({ playwright, origin }, use) => {
    const context = await playwright.request.newContext({ baseURL: origin });
    await use(context);
    await context.dispose();
  },
});

/** Replaces the generated password of the demo's agent. */
async function chooseAgentsPassword(request: APIRequestContext, { url, dataDir }: Product): Promise<void> {
  const signIns = readFileSync(join(dataDir, DEMO_SIGN_INS), "utf8");
  const [, current = ""] = new RegExp(`^${AGENT.email} (\\S+)$`, "m").exec(signIns) ?? [];
  await signIn(request, { email: AGENT.email, password: current });
  const input = { current, password: AGENT.password };
  expect((await mutate(request, "me.changePassword", input, url)).status()).toBe(200);
}

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
