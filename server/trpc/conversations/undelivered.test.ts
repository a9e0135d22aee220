import { afterAll, beforeAll, expect, test } from "vitest";
import { sendMessage } from "@/server/commands/messages/send-message";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { addMember, callTrpc, cookieFor, openScreens, type Screens } from "@/test/support/clients/screens";
import { createScene, createTenant, createWorld, type World } from "@/test/support/scenes/world";

let world: World;
let screens: Screens;
beforeAll(async () => {
  world = await createWorld();
  screens = await openScreens(world);
});
afterAll(async () => {
  await screens.close();
  await world.close();
});

async function scene() {
  const tenant = await createTenant(world);
  const { inbox, conversation } = await createScene(world, tenant);
  const cookie = await cookieFor(world, tenant.admin);
  const send = async () => {
    const message = { conversation: { conversationId: conversation.id }, content: "Your order has left" };
    return (await world.run(sendMessage, tenant.admin, message)).result.message.id;
  };
  const fail = (messageId: number, error = "blocked") =>
    world.run(recordReceipts, tenant.admin, { receipts: [{ messageId, signal: "failed" as const, error }] });
  const list = async (input: object) =>
    (await callTrpc(screens, { path: "undelivered.list", kind: "query", input, cookie })).data;
  const retry = (messageIds: number[], by = cookie) =>
    callTrpc(screens, { path: "undelivered.retry", kind: "mutation", input: { messageIds }, cookie: by });
  const change = async (path: "markDelivered" | "dismiss" | "undismiss", input: object) =>
    (await callTrpc(screens, { path: `undelivered.${path}`, kind: "mutation", input, cookie })).data;
  return { tenant, inbox, send, fail, retry, list, change };
}

test("many messages are retried one by one in order of id, and each says why it was not", async () => {
  const { send, fail, retry } = await scene();
  const [one, fine, two] = [await send(), await send(), await send()];
  await fail(one);
  await fail(two);
  const { data } = await retry([two, fine, one, one]);
  expect(data).toEqual([
    { messageId: one, refusal: null },
    { messageId: fine, refusal: "message.not_failed" },
    { messageId: two, refusal: null },
  ]);
  expect((await retry([one])).data).toEqual([{ messageId: one, refusal: "message.not_failed" }]);
});

test("a member retries no message of an inbox that they may not see, and at most 100 at once", async () => {
  const { tenant, send, fail, retry } = await scene();
  const id = await send();
  await fail(id);
  const outsider = await addMember(world, tenant, { role: "agent", inboxIds: [] });
  const cookie = await cookieFor(world, outsider);
  expect((await retry([id], cookie)).data).toEqual([{ messageId: id, refusal: "message.not_found" }]);
  expect((await retry(Array.from({ length: 101 }, (_, n) => n + 1))).status).toBe(400);
});

test("the list can be limited to part of an error's text and to an inbox", async () => {
  const { tenant, inbox, send, fail, list } = await scene();
  const { inbox: other } = await createScene(world, tenant);
  const id = await send();
  await fail(id, "131026: not on WhatsApp");
  await fail(await send());
  const one = { data: [{ message: { id } }], nextCursor: null };
  expect(await list({ error: "131026", inboxId: inbox.id })).toMatchObject(one);
  expect(await list({ error: "131026", inboxId: other.id })).toMatchObject({ data: [] });
  expect(await list({ error: "another text" })).toMatchObject({ data: [] });
});

test("several messages are marked as delivered or dismissed, and each says why it was not", async () => {
  const { send, fail, list, change } = await scene();
  const [one, fine, two] = [await send(), await send(), await send()];
  await fail(one);
  await fail(two);
  expect(await change("markDelivered", { messageIds: [one, fine] })).toEqual([
    { messageId: one, refusal: null },
    { messageId: fine, refusal: "message.not_failed" },
  ]);
  expect(await list({})).toMatchObject({ data: [{ message: { id: two, status: "failed" } }] });
  expect(await change("dismiss", { messageIds: [two], reason: "Called" })).toEqual([
    { messageId: two, refusal: null },
  ]);
  expect(await list({})).toMatchObject({ data: [] });
  await change("undismiss", { messageIds: [two] });
  expect(await list({})).toMatchObject({ data: [{ message: { id: two } }] });
});
