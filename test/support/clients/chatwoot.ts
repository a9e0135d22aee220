import { randomBytes, randomUUID } from "node:crypto";
import chatwootSdk from "@figuro/chatwoot-sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createToken } from "@/server/commands/credentials/tokens";
import { createMember } from "@/server/commands/members/members";
import type { Caller } from "@/server/contract/_shared/caller";
import type { TokenScope } from "@/server/contract/credentials/token";
import { chatwootRoutes } from "@/server/dialects/chatwoot/routes";
import { createApp } from "@/server/http/app";
import { createTenant, type Tenant } from "@/test/support/scenes/world";
import { type Api, openApi } from "./api";

/** The real app with Chatwoot's dialect, over real HTTP. */
export const openChatwoot = (): Promise<Api> =>
  openApi((parts) => createApp({ ...parts, dialects: [chatwootRoutes()] }));

// biome-ignore lint/suspicious/noExplicitAny: a test reads foreign JSON; what it expects is what it asserts.
export type WireAnswer = { status: number; body: any };

/** `json` is stringified, `raw` sent as it is, a form goes as multipart. */
export type WireBody = { json?: unknown; raw?: string; form?: FormData; headers?: Record<string, string> };

/** Calls the API with one token. A path begins at the account, unless it begins with `/api` or `/public`. */
export type WireClient = { token: string | null; caller: Caller | null } & Record<
  "get" | "post" | "patch" | "put" | "delete",
  (path: string, body?: WireBody) => Promise<WireAnswer>
>;

export function wireClient(
  api: Pick<Api, "url">,
  { accountId, token, caller = null }: { accountId: number; token: string | null; caller?: Caller | null },
): WireClient {
  const send =
    (method: string) =>
    async (path: string, body: WireBody = {}) => {
      const isWhole = path.startsWith("/api") || path.startsWith("/public");
      const response = await fetch(`${api.url}${isWhole ? "" : `/api/v1/accounts/${accountId}`}${path}`, {
        method,
        headers: {
          ...(token === null ? {} : { api_access_token: token }),
          ...(body.json === undefined && body.raw === undefined
            ? {}
            : { "content-type": "application/json" }),
          ...body.headers,
        },
        ...bodyOf(body),
      });
      const text = await response.text();
      return { status: response.status, body: parse(text) };
    };
  return {
    token,
    caller,
    get: send("GET"),
    post: send("POST"),
    patch: send("PATCH"),
    put: send("PUT"),
    delete: send("DELETE"),
  };
}

const bodyOf = ({ json, raw, form }: WireBody) => {
  const body = form ?? raw ?? (json === undefined ? undefined : JSON.stringify(json));
  return body === undefined ? {} : { body };
};

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export type WireTenant = Tenant & {
  client: WireClient;
  /** Without any token. */
  anonymous: WireClient;
  /** An agent of these inboxes. */
  agent(inboxIds: number[]): Promise<WireClient>;
};

/** An account whose administrator, and any agent, has a token; `mayPurge`: the administrator's deletes permanently. */
export async function createWireTenant(api: Api, { mayPurge = false } = {}): Promise<WireTenant> {
  const tenant = await createTenant(api.world);
  const { accountId } = tenant;
  const clientOf = async (caller: Caller) => {
    const token = randomBytes(32).toString("base64url");
    const scopes: TokenScope[] = mayPurge && caller.role !== "agent" ? ["conversations:purge"] : [];
    await api.world.run(createToken, caller, { name: "Integrator", secret: token, scopes });
    return wireClient(api, { accountId, token, caller });
  };
  return {
    ...tenant,
    client: await clientOf(tenant.admin),
    anonymous: wireClient(api, { accountId, token: null }),
    async agent(inboxIds) {
      const email = `${randomUUID()}@example.test`;
      const fields = { name: "Bo Lind", email, role: "agent", inboxIds, passwordHash: "unusable" } as const;
      const { result } = await api.world.run(createMember, tenant.admin, { ...fields, inboxIds });
      const actor = { type: "user", id: result.id, name: result.name } as const;
      return clientOf({ ...tenant.admin, actor, role: "agent", inboxIds, userId: result.id });
    },
  };
}

export type WireScene = { inboxId: number; identifier: string; contactId: number; conversationId: number };

/** Creates an API inbox, a contact and an open conversation over HTTP. */
export async function createWireScene({ client }: WireTenant): Promise<WireScene> {
  const inbox = (
    await client.post("/inboxes", {
      json: { name: "Website", channel: { type: "api", webhook_url: "https://example.test/hook" } },
    })
  ).body;
  const made = (await client.post("/contacts", { json: { name: "李文 Li Wen" } })).body;
  const contactId = made.payload.contact.id;
  const begun = await client.post("/conversations", { json: { inbox_id: inbox.id, contact_id: contactId } });
  return { inboxId: inbox.id, identifier: inbox.inbox_identifier, contactId, conversationId: begun.body.id };
}

/** What a test of the dialect begins with. */
export type WireStage = { api: Api; tenant: WireTenant; scene: WireScene };

/** A new account with a scene, by an API of its own or a given one. */
export async function openWireStage(opened?: Api): Promise<WireStage> {
  const api = opened ?? (await openChatwoot());
  const tenant = await createWireTenant(api);
  return { api, tenant, scene: await createWireScene(tenant) };
}

// A CommonJS module with a default export: Node's default import is the whole module.
const ChatwootClient: typeof chatwootSdk = Reflect.get(chatwootSdk, "default") ?? chatwootSdk;

/** The API with an account, and its administrator's published client; `connect` makes one with another token. */
export async function openSdk() {
  const api = await openChatwoot();
  const tenant = await createWireTenant(api);
  const connect = (token: string) =>
    new ChatwootClient({
      config: { basePath: api.url, token, with_credentials: false, credentials: "omit" },
    });
  return { api, tenant, connect, sdk: connect(tenant.client.token ?? "") };
}

export type OpenedSdk = Awaited<ReturnType<typeof openSdk>>;

/**
 * One request and its answer. A request is "who METHOD path"; `:c`, `:inbox` and `:contact` are replaced by the scene's
 * ids, in bodies too.
 */
export type Line = [behaviour: string, request: string, body: WireBody, status: number, expected: object];

/** A table of lines under a title, over one scene. */
type Chapter = readonly [title: string, lines: readonly Line[]];

type Lines = { api: Api; tenant: WireTenant; scene: WireScene };

export const json = (body: unknown): WireBody => ({ json: body });
export const none: WireBody = {};
export const NO_TOKEN = { errors: ["You need to sign in or sign up before continuing."] };
export const DENIED = { error: "You are not authorized to do this action" };
export const NOT_FOUND = { error: "Resource could not be found" };

/** Makes a test of every line. Returns the scene for the file's other tests. */
export function testLines(chapters: readonly Chapter[]): () => Lines {
  let lines: Lines;
  let clients: Record<string, WireClient>;
  beforeAll(async () => {
    const api = await openChatwoot();
    const tenant = await createWireTenant(api);
    const scene = await createWireScene(tenant);
    lines = { api, tenant, scene };
    clients = {
      admin: tenant.client,
      member: await tenant.agent([scene.inboxId]),
      outsider: await tenant.agent([]),
    };
  });
  afterAll(() => lines.api.close());

  describe.each(chapters)("%s", (_, table) => {
    test.each(table)("%s (%s)", async (_behaviour, request, body, status, expected) => {
      const [who = "", method = "", path = ""] = request.split(" ");
      const headers = headersOf(who, lines.tenant.client.token ?? "");
      const sent: WireBody = { ...body, headers: { ...body.headers, ...headers } };
      if (body.json !== undefined) sent.json = JSON.parse(filled(JSON.stringify(body.json), lines.scene));
      const client = clients[who] ?? lines.tenant.anonymous;
      const answer = await client[asMethod(method)](filled(path, lines.scene), sent);
      expect(answer.status, JSON.stringify(answer.body)).toBe(status);
      expect(answer.body).toMatchObject(expected);
    });
  });
  return () => lines;
}

/** Headers of anonymous callers. */
const headersOf = (who: string, token: string): Record<string, string> =>
  ({
    badToken: { api_access_token: "nonsense" },
    bearerOnly: { authorization: `Bearer ${token}` },
    dashHeader: { "Api-Access-Token": token },
    bearerAndToken: { api_access_token: token, authorization: "Bearer unknown" },
  })[who] ?? {};

function asMethod(text: string): "get" | "post" | "patch" | "put" {
  const method = (["get", "post", "patch", "put"] as const).find((known) => known === text.toLowerCase());
  if (!method) throw new Error(`no such method: ${text}`);
  return method;
}

/** Replaces a line's placeholders by the scene's ids. */
const filled = (text: string, { conversationId, inboxId, contactId }: WireScene) =>
  text
    .replace(/:c(?![a-z])/, String(conversationId))
    .replace(":inbox", String(inboxId))
    .replace(":contact", String(contactId));
