import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type APIRequestContext, expect, request } from "@playwright/test";
import { DEMO_SIGN_INS } from "@/server/setup/demo-files";
import { ADMIN, AGENT, API_TOKEN } from "./environment";
import { makeProduct, type Product } from "./product";
import { mutate, signIn } from "./ready";

/** The prepared data folder, for the workers. */
export const PREPARED = "TICKLINE_E2E_DEMO";

const ENV = {
  SEED: "demo",
  ADMIN_EMAIL: ADMIN.email,
  ADMIN_PASSWORD: ADMIN.password,
  ADMIN_API_TOKEN: API_TOKEN,
  WEBHOOK_ALLOW_CIDRS: "127.0.0.1/32", // receivers of the tests
  CHANNEL_ALLOW_CIDRS: "127.0.0.1/32", // and their providers
};

/**
 * Makes the demo once, before the workers start: for each of them it would take more processor time than its longest
 * test. Returns its removal. `npm test` has made it already (e2e/support/prepare-demo.ts), and removes it itself.
 */
export async function prepareDemo(): Promise<() => Promise<void>> {
  if (process.env[PREPARED]) return async () => {};
  const product = await makeDemo();
  process.env[PREPARED] = product.dataDir;
  return product.remove;
}

/** A product with the demo, stopped. */
export async function makeDemo(): Promise<Product> {
  const product = await makeProduct(ENV);
  try {
    await product.start();
    const client = await request.newContext({ baseURL: product.url });
    await chooseAgentsPassword(client, product);
    await client.dispose();
    await product.stop();
  } catch (error) {
    await product.remove();
    throw error;
  }
  return product;
}

/** A product on a copy of the prepared demo; not started. */
export const copyDemo = (): Promise<Product> => makeProduct(ENV, process.env[PREPARED]);

/** Replaces the generated password of the demo's agent. */
async function chooseAgentsPassword(client: APIRequestContext, { url, dataDir }: Product): Promise<void> {
  const signIns = readFileSync(join(dataDir, DEMO_SIGN_INS), "utf8");
  const [, current = ""] = new RegExp(`^${AGENT.email} (\\S+)$`, "m").exec(signIns) ?? [];
  await signIn(client, { email: AGENT.email, password: current });
  const input = { current, password: AGENT.password };
  expect((await mutate(client, "me.changePassword", input, url)).status()).toBe(200);
}
