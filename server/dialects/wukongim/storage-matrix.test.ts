import { afterAll, beforeAll, expect, test } from "vitest";
import type { Current } from "@/server/contract/webhook/webhook-format";
import { wukongimRoutes } from "@/server/dialects/wukongim/routes";
import { createApp } from "@/server/http/app";
import { listEvents } from "@/server/queries/events/list-events";
import type { Api } from "@/test/support/clients/api";
import {
  createWukongimTenant,
  openWukongim,
  textPayload,
  type WukongimTenant,
} from "@/test/support/clients/wukongim";
import { createWukongimFormats } from "./webhooks/webhook-formats";

let api: Api;
beforeAll(async () => {
  api = await openWukongim();
});
afterAll(() => api.close());

type Bit = 0 | 1;
type Header = { sync_once?: Bit; no_persist?: Bit; red_dot?: Bit };
type Seen = {
  /** Messages in the history of each member. */
  history: number;
  /** Conversations in each member's list, and their unread counts. */
  listed: number;
  unread: number;
  /** Command messages that wait for each member other than the sender, before and after they acknowledge them. */
  waiting: number;
  left: number;
  /** Lines in the agents' thread. */
  thread: number;
  /** Messages that `msg.notify` tells a backend. */
  notified: number;
};

const STORED = { history: 1, listed: 1, waiting: 0, left: 0, thread: 1, notified: 1 };
const COMMAND = { history: 0, listed: 0, unread: 0, waiting: 1, left: 0, thread: 0, notified: 1 };
const EPHEMERAL = { ...COMMAND, waiting: 0, notified: 0 };

const MATRIX: readonly (readonly [Header, Seen])[] = [
  [
    { sync_once: 0, no_persist: 0, red_dot: 0 },
    { ...STORED, unread: 0 },
  ],
  [
    { sync_once: 0, no_persist: 0, red_dot: 1 },
    { ...STORED, unread: 1 },
  ],
  [{ sync_once: 1, no_persist: 0, red_dot: 0 }, COMMAND],
  [{ sync_once: 1, no_persist: 0, red_dot: 1 }, COMMAND],
  [{ sync_once: 0, no_persist: 1, red_dot: 0 }, EPHEMERAL],
  [{ sync_once: 0, no_persist: 1, red_dot: 1 }, EPHEMERAL],
  [{ sync_once: 1, no_persist: 1, red_dot: 0 }, EPHEMERAL],
  [{ sync_once: 1, no_persist: 1, red_dot: 1 }, EPHEMERAL],
  // An absent flag is 0.
  [{}, { ...STORED, unread: 0 }],
  [{ red_dot: 1 }, { ...STORED, unread: 1 }],
  [{ sync_once: 1 }, COMMAND],
  [{ no_persist: 1 }, EPHEMERAL],
];

const WAYS = [
  ["from the account to a group", "____system", ["ann", "bob"]],
  ["from a member to a group", "ann", ["bob"]],
] as const;

const GROUP = { channel_id: "g1", channel_type: 2 };

const cases = WAYS.flatMap(([way, fromUid, readers]) =>
  MATRIX.map(([header, seen]) => ({ way, fromUid, readers, header, seen, name: JSON.stringify(header) })),
);

test.each(cases)("$way with $name", async ({ fromUid, readers, header, seen }) => {
  const tenant = await createWukongimTenant(api);
  await tenant.client.post("/channel", { ...GROUP, subscribers: ["ann", "bob"] });
  const message = { ...GROUP, from_uid: fromUid, header, payload: textPayload("Hello") };
  expect(await tenant.client.post("/message/send", message)).toMatchObject({ status: 200 });
  for (const uid of readers) expect(await seenBy(tenant, uid)).toEqual(seen);
  expect((await historyOf(tenant, "ann")).length).toBe(seen.history); // of the sender, too
  for (const one of await notifiedOf(tenant))
    expect(one).toMatchObject({ ...GROUP, from_uid: fromUid, payload: message.payload });
});

async function historyOf({ client }: WukongimTenant, uid: string): Promise<{ header: object }[]> {
  return (await client.post("/channel/messagesync", { ...GROUP, login_uid: uid, limit: 10 })).body.messages;
}

async function seenBy(tenant: WukongimTenant, uid: string): Promise<Seen> {
  const { client } = tenant;
  const conversations = (await client.post("/conversation/sync", { uid, msg_count: 5 })).body;
  const history = await historyOf(tenant, uid);
  const waiting = (await client.post("/message/sync", { uid, limit: 10 })).body;
  if (conversations.length > 0)
    expect(conversations).toMatchObject([{ ...GROUP, last_msg_seq: 1, recents: history }]);
  if (waiting.length > 0) {
    expect(waiting).toMatchObject([{ ...GROUP, header: { sync_once: 1, no_persist: 0 } }]);
    await client.post("/message/syncack", { uid, last_message_seq: waiting[0].message_seq });
  }
  return {
    history: history.length,
    listed: conversations.length,
    unread: conversations[0]?.unread ?? 0,
    waiting: waiting.length,
    left: (await client.post("/message/sync", { uid, limit: 10 })).body.length,
    thread: await linesIn(tenant),
    notified: (await notifiedOf(tenant)).length,
  };
}

const CURRENT: Current = { agentOf: () => null, urlsOf: () => ({}), now: new Date(0) };

/** What a receiver of `msg.notify` is sent, as a delivery renders it from the log. */
async function notifiedOf({ accountId, admin }: WukongimTenant): Promise<object[]> {
  const { services, world } = api;
  const [notify] = createWukongimFormats({ services, baseUrl: api.url, onlineDevices: () => [] });
  await world.relay();
  const { data: events } = await listEvents(world.database, admin, { after: null, limit: 100 });
  const told = events.filter(({ type }) => notify?.types?.some((known) => known === type));
  const bodies = await Promise.all(
    told.map(async (event) => {
      const render = await notify?.load?.(event, accountId);
      return render?.(CURRENT)?.body ?? "[]";
    }),
  );
  return bodies.flatMap((body) => JSON.parse(body) as object[]);
}

/** What agents read, by Tickline's own API. */
async function linesIn({ token }: WukongimTenant): Promise<number> {
  const get = async (path: string) =>
    (await fetch(`${api.url}/v1${path}`, { headers: { authorization: `Bearer ${token}` } })).json();
  const [conversation] = (await get("/conversations?limit=1")).data;
  return (await get(`/conversations/${conversation.displayId}/messages?limit=20`)).data.length;
}

test("the history, list and queue are the same after the process has started again", async () => {
  const tenant = await createWukongimTenant(api);
  await tenant.client.post("/channel", { ...GROUP, subscribers: ["ann", "bob"] });
  for (const header of [{ red_dot: 1 }, { sync_once: 1 }, { no_persist: 1 }])
    await tenant.client.post("/message/send", { ...GROUP, header, payload: textPayload("Hello") });
  const read = async () => ({
    history: await historyOf(tenant, "ann"),
    conversations: (await tenant.client.post("/conversation/sync", { uid: "ann", msg_count: 5 })).body,
    waiting: (await tenant.client.post("/message/sync", { uid: "ann" })).text,
  });
  const before = await read();
  expect(before.history).toHaveLength(1);
  const { services } = api;
  // Another app over the same database: nothing is kept in the process.
  const another = createApp({ dialects: [wukongimRoutes()], services: () => services });
  const call = async (path: string, json: object) =>
    (
      await another.request(`/wukongim${path}`, {
        method: "POST",
        headers: { token: tenant.token, "content-type": "application/json" },
        body: JSON.stringify(json),
      })
    ).text();
  const version = expect.any(Number); // waits for the transactions of all databases of the server
  expect(JSON.parse(await call("/conversation/sync", { uid: "ann", msg_count: 5 }))).toEqual(
    before.conversations.map((one: object) => ({ ...one, version })),
  );
  expect(await call("/message/sync", { uid: "ann" })).toBe(before.waiting);
});

test("the account's setting keeps messages without sync_once as commands, and others as they say", async () => {
  const tenant = await createWukongimTenant(api);
  await tenant.client.post("/channel", { ...GROUP, subscribers: ["ann"] });
  await api.world.database.query("update account set messages_without_flags = 'command' where id = $1", [
    tenant.accountId,
  ]);
  await tenant.client.post("/message/send", { ...GROUP, payload: textPayload("command") });
  expect(await historyOf(tenant, "ann")).toHaveLength(0);
  await tenant.client.post("/message/send", {
    ...GROUP,
    header: { sync_once: 0 },
    payload: textPayload("stored"),
  });
  expect(await historyOf(tenant, "ann")).toHaveLength(1);
});
