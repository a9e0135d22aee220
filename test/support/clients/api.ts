import { randomBytes } from "node:crypto";
import { createRun } from "@/server/commands/_run/run";
import { createServices, type Services } from "@/server/commands/_run/services";
import { createToken } from "@/server/commands/credentials/tokens";
import { createCors } from "@/server/http/_request/cors";
import type { App } from "@/server/http/app";
import { createFileServer } from "@/server/http/files/serve-file";
import { createDirect } from "@/server/http/front/direct";
import type { FrontOptions, LiveStreams, Sockets } from "@/server/http/front/front";
import { ROUTES } from "@/server/http/v1/routes";
import { waitUntil } from "@/server/lib/async/wait-until";
import { notifyMembers } from "@/server/live/hub/account-signal";
import { logSignal } from "@/server/live/log/log-signal";
import { createOriginReader } from "@/server/queries/credentials/allowed-origins";
import { type Database, openDatabase } from "@/server/store/_postgres/db";
import { createDisplayIds } from "@/server/store/conversations/display-ids";
import { startRelay } from "@/server/worker/relay/relay-loop";
import { createTenant, createWorld, type Tenant, type World } from "@/test/support/scenes/world";
import { openActions } from "./actions";
import { openTestFront } from "./screens";

/** The real app behind the real front, with its own port and database and a relay that commits wake. */
export type Api = {
  world: World;
  url: string;
  /** Replaces the app's services from the next request on. */
  services: Services;
  /** Resolves when everything committed is in the log. */
  stamped(): Promise<void>;
  close(): Promise<void>;
};

export async function openApi(
  open: (parts: { services: () => Services }) => App,
  {
    limit,
    live: openLive,
    sockets: openSockets,
  }: Pick<FrontOptions, "limit"> & {
    live?: (database: Database) => LiveStreams;
    sockets?: (parts: { database: Database; now: () => Date; services: () => Services }) => Sockets;
  } = {},
): Promise<Api> {
  const world = await createWorld();
  world.clock.now = new Date();
  const { database } = world;
  // As in the product: who draws a display id holds a connection of the other pool already.
  const displayIdDatabase = openDatabase({ url: world.appUrl, allAccountsUrl: world.url, max: 1 });
  const now = () => new Date();
  const failures: unknown[] = [];
  const relay = startRelay({
    database,
    now,
    onStamped: () => logSignal().wake(),
    onError: (error) => failures.push(error),
  });
  const run = createRun({
    database,
    now,
    onCommitted: () => relay.wake(),
    onAnnounced: notifyMembers,
    drawDisplayId: createDisplayIds(displayIdDatabase),
  });
  const services = () => api.services;
  const app = open({ services });
  const front = await openTestFront(
    {
      app,
      direct: createDirect(services),
      actions: openActions(services),
      cors: createCors(createOriginReader(() => services().database)),
      files: createFileServer(services),
      live: openLive?.(database),
      ...(openSockets && { sockets: openSockets({ database, now, services }) }),
    },
    { limit },
  );
  const api: Api = {
    world,
    url: front.url,
    services: createServices({ database, now, run, files: world.files }),
    async stamped() {
      relay.wake(); // commits by the world's own run do not wake it
      const isEmpty = async () => (await database.query("select 1 from outbox limit 1")).length === 0;
      if (!(await waitUntil(isEmpty, { withinMs: 10_000, everyMs: 5 })))
        throw new Error(`not stamped: ${failures}`);
    },
    async close() {
      await front.close();
      await relay.stop();
      await displayIdDatabase.close();
      await world.close();
    },
  };
  return api;
}

/** An account whose administrator has a token. */
export async function createTokenTenant(api: Api): Promise<Tenant & { token: string; client: Client }> {
  const tenant = await createTenant(api.world);
  const token = randomBytes(32).toString("base64url");
  await api.world.run(createToken, tenant.admin, {
    name: "Integrator",
    secret: token,
    scopes: ["conversations:purge"],
  });
  return { ...tenant, token, client: clientOf(api, token) };
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads foreign JSON; what it expects is what it asserts.
export type Answer = { status: number; body: any; headers: Headers };

export type Client = {
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  patch(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  delete(path: string, headers?: Record<string, string>): Promise<Answer>;
};

/** Sends JSON with a token. A successful answer of `/v1` must match its route's schema in the OpenAPI document. */
export function clientOf(api: Pick<Api, "url">, token: string): Client {
  const send = async (method: string, path: string, body: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${api.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = { status: response.status, body: await response.json(), headers: response.headers };
    if (response.ok) checkPromise(method, path, answer.body);
    return answer;
  };
  return {
    get: (path, headers) => send("GET", path, undefined, headers),
    post: (path, body, headers) => send("POST", path, body, headers),
    patch: (path, body, headers) => send("PATCH", path, body, headers),
    delete: (path, headers) => send("DELETE", path, undefined, headers),
  };
}

function checkPromise(method: string, path: string, body: unknown): void {
  const pathname = path.replace(/\?.*$/, "").replace(/\/$/, "");
  const route = ROUTES.find(
    (e) =>
      e.method === method.toLowerCase() &&
      new RegExp(`^${e.path.replace(/\{\w+\}/g, "\\d+")}$`).test(pathname),
  );
  route?.answer.parse(body);
}

/** Creates an inbox, a contact and a conversation over HTTP. */
export async function begin({ post }: Client, policy: object = {}, phone = "+4917012345678") {
  const inbox = (await post("/v1/inboxes", { name: "WhatsApp", policy })).body;
  const contact = (await post("/v1/contacts", { name: "李文 Li Wen", phone, inboxId: inbox.id })).body;
  const started = await post("/v1/conversations", { inboxId: inbox.id, contactId: contact.id });
  return { inbox, contact, conversation: started.body, path: `/v1/conversations/${started.body.displayId}` };
}
