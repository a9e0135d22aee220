import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createScene, createTenant, createWorld, type World } from "@/test/support/scenes/world";
import {
  type ConnectionState,
  markConnectionUsed,
  requestReconnect,
  saveConnection,
} from "./channel-connection";
import { readChannelHealth } from "./channel-health";
import { readMailboxCursor, saveMailboxCursor } from "./mailbox-cursors";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 9, minute));

async function openInbox() {
  const tenant = await createTenant(world);
  const { inbox } = await createScene(world, tenant);
  return { accountId: tenant.accountId, inboxId: inbox.id };
}

test("a state keeps its beginning until it changes, and what came in and went out stays", async () => {
  const { accountId, inboxId } = await openInbox();
  const { database } = world;
  const connected = { inboxId, state: "connected" as const, error: null, nextTryAt: null };
  const read = async () => (await readChannelHealth(database, accountId, inboxId)).connection;
  await saveConnection(database, accountId, { ...connected, now: at(1) });
  await saveConnection(database, accountId, { ...connected, now: at(2) });
  await markConnectionUsed(database, accountId, { inboxId, direction: "in", now: at(3) });
  await markConnectionUsed(database, accountId, { inboxId, direction: "in", now: at(2) });
  await markConnectionUsed(database, accountId, { inboxId, direction: "out", now: at(4) });
  expect(await read()).toMatchObject({ since: at(1), lastInAt: at(3), lastOutAt: at(4) });
  const down = { inboxId, state: "disconnected" as const, error: "Wrong password", nextTryAt: at(9) };
  await saveConnection(database, accountId, { ...down, now: at(5) });
  expect(await read()).toMatchObject({
    state: "disconnected",
    since: at(5),
    error: "Wrong password",
    nextTryAt: at(9),
    lastInAt: at(3),
  });
});

test("an attempt to connect that fails does not begin the time without a connection anew", async () => {
  const { accountId, inboxId } = await openInbox();
  const { database } = world;
  const report = async (minute: number, state: ConnectionState["state"]) => {
    await saveConnection(database, accountId, {
      inboxId,
      state,
      error: null,
      nextTryAt: null,
      now: at(minute),
    });
    return (await readChannelHealth(database, accountId, inboxId)).connection?.since;
  };
  await report(1, "connected");
  expect(await report(2, "disconnected")).toEqual(at(2));
  expect(await report(3, "connecting")).toEqual(at(2));
  expect(await report(4, "disconnected")).toEqual(at(2));
  await requestReconnect(database, accountId, { inboxId, now: at(5) });
  expect(await report(6, "disconnected")).toEqual(at(2));
  expect(await report(7, "connected")).toEqual(at(7));
  expect(await report(8, "connecting")).toEqual(at(8));
});

test("what a process reports of a connection that another one holds since is not stored", async () => {
  const { accountId, inboxId } = await openInbox();
  const { database } = world;
  const [before, holder] = [randomUUID(), randomUUID()];
  const report = async (leasedBy: string, state: ConnectionState["state"]) => {
    const found = { state, error: null, nextTryAt: null, now: at(1) };
    await saveConnection(database, accountId, { inboxId, leasedBy, ...found });
    return (await readChannelHealth(database, accountId, inboxId)).connection?.state;
  };
  const lease = (leasedBy: string | null) =>
    database.query("update inbox_channel_health set leased_by = $3 where account_id = $1 and inbox_id = $2", [
      ...[accountId, inboxId, leasedBy],
    ]);
  expect(await report(before, "connecting")).toBe("connecting");
  await lease(before);
  expect(await report(before, "connected")).toBe("connected");
  await lease(holder);
  expect(await report(before, "off")).toBe("connected");
  expect(await report(holder, "connecting")).toBe("connecting");
  await lease(null);
  expect(await report(before, "off")).toBe("off");
});

test("a folder is read on from its cursor; another folder in its place begins anew", async () => {
  const { accountId, inboxId } = await openInbox();
  const { database } = world;
  const place = { inboxId, role: "inbox" as const, folder: "INBOX" };
  const mailbox = { mailboxUser: "help@shop.example", mailboxHost: "imap.shop.example" };
  const cursor = { ...place, ...mailbox, uidValidity: "7", uidNext: 12, importBelow: 3, since: at(1) };
  expect(await readMailboxCursor(database, accountId, place)).toBeNull();
  await saveMailboxCursor(database, accountId, cursor);
  await saveMailboxCursor(database, accountId, { ...cursor, uidNext: 13 });
  expect(await readMailboxCursor(database, accountId, place)).toEqual({ ...cursor, uidNext: 13 });
  expect(await readMailboxCursor(database, accountId, { ...place, folder: "Help" })).toBeNull();
  expect(await readMailboxCursor(database, accountId, { ...place, role: "sent" })).toBeNull();
});
