import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { createToken } from "@/server/commands/credentials/tokens";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import { wukongimRoutes } from "@/server/dialects/wukongim/routes";
import { createApp } from "@/server/http/app";
import { createTenant, type Tenant } from "@/test/support/scenes/world";
import { type Api, openApi } from "./api";

/** The real app with WuKongIM's dialect, over real HTTP. */
export const openWukongim = (): Promise<Api> =>
  openApi((parts) => createApp({ ...parts, dialects: [wukongimRoutes()] }));

// biome-ignore lint/suspicious/noExplicitAny: a test reads foreign JSON; what it expects is what it asserts.
export type WukongimAnswer = { status: number; body: any; text: string };

/** Calls the API with one token; paths begin below `/wukongim`. */
export type WukongimClient = {
  get(path: string): Promise<WukongimAnswer>;
  /** `json`: an object, or the body as it is. */
  post(path: string, json: unknown): Promise<WukongimAnswer>;
};

export function wukongimClient({ url }: Pick<Api, "url">, token: string | null): WukongimClient {
  const call = async (path: string, init: RequestInit): Promise<WukongimAnswer> => {
    const response = await fetch(`${url}/wukongim${path}`, {
      ...init,
      headers: { "content-type": "application/json", ...(token === null ? {} : { token }) },
    });
    const text = await response.text();
    return { status: response.status, text, body: JSON.parse(text) };
  };
  return {
    get: (path) => call(path, {}),
    post: (path, json) =>
      call(path, { method: "POST", body: typeof json === "string" ? json : JSON.stringify(json) }),
  };
}

export type WukongimTenant = Tenant & { token: string; inboxId: number; client: WukongimClient };

/** An account with a WuKongIM inbox, whose administrator has a token. */
export async function createWukongimTenant(api: Api): Promise<WukongimTenant> {
  const tenant = await createTenant(api.world);
  const token = randomBytes(32).toString("base64url");
  await api.world.run(createToken, tenant.admin, { name: "Backend", secret: token, scopes: [] });
  // Histories begin with what a test writes.
  const inbox = { name: "App", channel: "wukongim", postedNotices: [] } as const;
  const { result } = await api.world.run(createInbox, tenant.admin, inbox);
  return { ...tenant, token, inboxId: result.id, client: wukongimClient(api, token) };
}

/** For the tests of a file: the app, and before each test another account. */
export function setUpWukongim(): { readonly api: Api; readonly tenant: WukongimTenant } {
  let api: Api;
  let tenant: WukongimTenant;
  beforeAll(async () => {
    api = await openWukongim();
  });
  afterAll(() => api.close());
  beforeEach(async () => {
    tenant = await createWukongimTenant(api);
  });
  return {
    get api() {
      return api;
    },
    get tenant() {
      return tenant;
    },
  };
}

/** A payload as WuKongIM's clients encode it. */
export const encoded = (json: unknown): string => Buffer.from(JSON.stringify(json)).toString("base64");
/** The payload of a text. */
export const textPayload = (content: string): string => encoded({ type: 1, content });
export const decoded = (payload: string): unknown =>
  JSON.parse(Buffer.from(payload, "base64").toString("utf8"));
