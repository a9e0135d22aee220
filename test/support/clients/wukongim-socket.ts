import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { WebSocket } from "ws";
import { createContact } from "@/server/commands/contacts/save-contact";
import { createGroup } from "@/server/commands/groups/create-group";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import { setDeviceToken } from "@/server/dialects/wukongim/commands/users";
import { wukongimRoutes } from "@/server/dialects/wukongim/routes";
import {
  createWukongimSocket,
  type WukongimSocket,
  type WukongimSocketOptions,
} from "@/server/dialects/wukongim/socket/socket";
import { createApp } from "@/server/http/app";
import { waitUntil } from "@/server/lib/async/wait-until";
import type { Database } from "@/server/store/_postgres/db";
import { createTenant, type Tenant } from "@/test/support/scenes/world";
import { type Api, openApi } from "./api";
import { openTestFront } from "./screens";

/** The sockets of a process; what it tells other processes goes to `broadcast`. */
type Served = { socket: WukongimSocket; broadcast: (message: string) => void };

const BASE_URL = "http://localhost";

/** The real app with WuKongIM's WebSocket. `now`: the clock of its sockets. `pingMs`: how often each is sent a ping. */
export async function openWukongimSockets({
  now,
  pingMs,
}: {
  now?: () => Date;
  pingMs?: number;
} = {}): Promise<Api & { served: Served }> {
  const served: { current: Served | null } = { current: null };
  const api = await openApi((parts) => createApp({ ...parts, dialects: [wukongimRoutes()] }), {
    sockets: (parts) => {
      served.current = serve({ ...parts, ...(now && { now }), ...(pingMs && { pingMs }) });
      return served.current.socket;
    },
  });
  if (!served.current) throw new Error("the front has no sockets");
  return Object.assign(api, { served: served.current });
}

function serve(parts: Omit<WukongimSocketOptions, "baseUrl">): Served {
  const served = { broadcast: (_: string) => {} };
  const broadcast = (message: string) => served.broadcast(message);
  return Object.assign(served, { socket: createWukongimSocket({ ...parts, baseUrl: BASE_URL, broadcast }) });
}

/** Another front on the same database, as another process has it: both hear each other. `query`: instead of the database's. */
export async function openSecondFront(
  api: Api & { served: Served },
  { query }: { query?: Database["query"] } = {},
): Promise<{ url: string; socket: WukongimSocket; close(): Promise<void> }> {
  const services = () => api.services;
  const { now } = api.services;
  const database = { ...api.services.database, ...(query && { query }) };
  const second = serve({ database: query ? database : api.services.database, now, services });
  const { url, close } = await openTestFront({
    app: createApp({ services, dialects: [wukongimRoutes()] }),
    sockets: second.socket,
  });
  second.broadcast = (message) => void api.served.socket.receive(message);
  api.served.broadcast = (message) => void second.socket.receive(message);
  return { url, socket: second.socket, close };
}

/** An account with a WuKongIM inbox and a group of users, each with a token for each flag. */
export type SocketScene = {
  tenant: Tenant;
  inbox: { id: number; identifier: string };
  groupId: string;
  conversationId: number;
  contactOf: (uid: string) => number;
};

type Users = { uids?: readonly string[]; masters?: readonly number[] };

export async function createSocketScene(
  api: Pick<Api, "services" | "world">,
  { uids = ["ann", "bob"], masters = [] }: Users = {},
): Promise<SocketScene> {
  const tenant = await createTenant(api.world);
  const { run } = api.services;
  const inbox = (await run(createInbox, tenant.admin, { name: "WuKongIM", channel: "wukongim" })).result;
  const contacts = new Map<string, number>();
  for (const uid of uids) {
    for (const deviceFlag of [0, 1, 2]) {
      const deviceLevel = masters.includes(deviceFlag) ? 1 : 0;
      const token = { deviceLevel, tokenHash: createHash("sha256").update(tokenOf(uid)).digest() };
      await run(setDeviceToken, tenant.admin, { inboxId: inbox.id, uid, deviceFlag, ...token });
    }
    const made = { inboxId: inbox.id, sourceId: uid, name: uid };
    contacts.set(uid, (await run(createContact, tenant.admin, made)).result.contact.id);
  }
  const contactOf = (uid: string) => contacts.get(uid) ?? 0;
  const { conversation } = (
    await run(createGroup, tenant.admin, {
      inboxId: inbox.id,
      name: "Group",
      sourceId: "2:g1",
      members: uids.map((uid) => ({ contactId: contactOf(uid) })),
      startedBy: "other",
      isSilent: true,
    })
  ).result;
  return { tenant, inbox, groupId: "g1", conversationId: conversation.id, contactOf };
}

export const tokenOf = (uid: string): string => `token of ${uid}`;

// biome-ignore lint/suspicious/noExplicitAny: a test reads foreign JSON; what it expects is what it asserts.
type Frame = any;

/** A client in the shape of EasyJSSDK. */
export type EasyClient = {
  frames: Frame[];
  /** The `recv` notifications so far. */
  received(): Frame[];
  request(method: string, params?: object): Promise<Frame>;
  notify(method: string, params: object): void;
  /** Waits until `is` holds for what was received. */
  until(is: (received: Frame[]) => boolean): Promise<void>;
  closed: Promise<unknown>;
  close(): void;
  /** Cuts the connection without a farewell. */
  cut(): void;
};

type Options = {
  uid: string;
  token?: string;
  deviceId?: string;
  deviceFlag?: number;
  identifier?: string;
  /** Whether a message is acknowledged; all by default. */
  acknowledges?: (frame: Frame) => boolean;
};

const WITHIN_MS = 60_000;

/** Opens a connection; it is not connected yet. */
export async function openSocket(
  { url }: Pick<Api, "url">,
  identifier: string,
  acknowledges: (frame: Frame) => boolean = () => true,
): Promise<EasyClient> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/wukongim/ws?inbox=${identifier}`);
  const frames: Frame[] = [];
  const waiting = new Map<string, (frame: Frame) => void>();
  const notify = (method: string, params: object) => socket.send(JSON.stringify({ method, params }));
  socket.on("error", () => socket.terminate());
  socket.on("message", (bytes) => {
    const frame = JSON.parse(String(bytes));
    frames.push(frame);
    waiting.get(frame.id)?.(frame);
    if (frame.method !== "recv" || !acknowledges(frame.params)) return;
    const { header, messageId, messageSeq } = frame.params;
    notify("recvack", { header, messageId, messageSeq });
  });
  const closed = once(socket, "close");
  await Promise.race([once(socket, "open"), closed]);
  const received = () => frames.filter(({ method }) => method === "recv").map(({ params }) => params);
  return {
    frames,
    received,
    notify,
    request: (method, params) =>
      new Promise((resolve) => {
        const id = randomUUID();
        waiting.set(id, resolve);
        socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
      }),
    async until(is) {
      if (!(await waitUntil(() => is(received()), { withinMs: WITHIN_MS })))
        throw new Error(`not received; got ${JSON.stringify(frames.slice(-5))}`);
    },
    closed,
    close: () => socket.close(),
    cut: () => socket.terminate(),
  };
}

/** Opens a connection and connects as a user. */
export async function connectAs(
  api: Pick<Api, "url">,
  scene: SocketScene,
  { uid, token = tokenOf(uid), deviceId, deviceFlag = 2, identifier, acknowledges }: Options,
): Promise<EasyClient & { answer: Frame }> {
  const client = await openSocket(api, identifier ?? scene.inbox.identifier, acknowledges);
  const answer = await client.request("connect", {
    uid,
    token,
    deviceFlag,
    deviceId,
    clientTimestamp: Date.now(),
  });
  return { ...client, answer };
}
