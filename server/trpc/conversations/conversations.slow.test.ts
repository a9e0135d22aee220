import { describe, expect, test } from "vitest";
import { sendMessage } from "@/server/commands/messages/send-message";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { CONTENT_CHARS_MAX, DRAFT_CHARS_MAX } from "@/server/contract/_shared/limits";
import { fingerprintOf } from "@/server/contract/message/draft-fingerprint";
import { addMember, callTrpc, cookieFor, type Screens } from "@/test/support/clients/screens";
import { withScreens } from "@/test/support/scenes/with-screens";
import { createScene, createTenant, type World } from "@/test/support/scenes/world";

let world: World;
let screens: Screens;
withScreens(async (opened) => {
  ({ world, screens } = opened);
});

describe("changes", () => {
  test("a change answers the conversation as it is now, also when nothing changed", async () => {
    const tenant = await createTenant(world);
    const { inbox, contact, conversation } = await createScene(world, tenant);
    const agent = await addMember(world, tenant, { role: "agent", inboxIds: [inbox.id] });
    const { displayId } = conversation;
    const cookie = await cookieFor(world, agent);
    const resolve = () =>
      callTrpc(screens, {
        path: "actions.changeStatus",
        kind: "mutation",
        input: { displayId, signal: "resolve" },
        cookie,
      });

    const resolved = await resolve();
    const operationId = expect.any(String);
    expect(resolved.data).toMatchObject({
      operationId,
      row: { conversation: { id: conversation.id, status: "resolved" }, contact: { id: contact.id } },
    });
    const again = await resolve();
    expect(again.data).toMatchObject({ operationId: null, row: { conversation: { status: "resolved" } } });
  });
});

describe("messages", () => {
  async function aWriter() {
    const tenant = await createTenant(world);
    const { inbox, conversation } = await createScene(world, tenant);
    const agent = await addMember(world, tenant, { role: "agent", inboxIds: [inbox.id] });
    const cookie = await cookieFor(world, agent);
    const { displayId } = conversation;
    const change = (path: string, input: object) =>
      callTrpc(screens, { path, kind: "mutation", input: { displayId, ...input }, cookie });
    return {
      change,
      keep: (content: string) => change("drafts.keep", { draft: { kind: "message", content } }),
      draft: async () =>
        (await callTrpc(screens, { path: "drafts.get", kind: "query", input: { displayId }, cookie })).data,
    };
  }

  test.each([
    ["messages.send", "the message"],
    ["messages.addNote", "the note"],
  ])("%s deletes the draft; sent late, it leaves the draft of the next one", async (path) => {
    const { change, keep, draft } = await aWriter();
    await keep("first");
    await change(path, { content: "first", clientId: "c1" });
    expect(await draft()).toBeNull();
    await keep("the next one");
    const late = { content: "second", clientId: "c2", keepsDraft: true };
    const sent = await change(path, late);
    expect(await draft()).toMatchObject({ content: "the next one" });
    // The first try was no late one, and its answer was lost.
    expect((await change(path, { ...late, keepsDraft: false })).data).toEqual(sent.data);
    expect(await draft()).toMatchObject({ content: "the next one" });
  });

  test("a save replaces a draft that its page knows, and no other", async () => {
    const { change, keep, draft } = await aWriter();
    await keep("from the phone");
    const desk = { kind: "message", content: "from the desk" } as const;
    const save = (seen: string[]) => change("drafts.keep", { draft: desk, seen });
    expect((await save(["none"])).data).toEqual({ isKept: false });
    expect(await draft()).toMatchObject({ content: "from the phone" });
    expect((await save([fingerprintOf({ ...desk, content: "from the phone" })])).data).toEqual({
      isKept: true,
    });
    expect((await save([])).data).toEqual({ isKept: true }); // its answer was lost
    await change("drafts.keep", { draft: null, seen: ["none"] });
    expect(await draft()).toMatchObject({ content: "from the desk" });
    await change("drafts.keep", { draft: null, seen: [fingerprintOf(desk)] });
    expect(await draft()).toBeNull();
    expect((await save(["message 9 was-sent-elsewhere"])).data).toEqual({ isKept: true });
  });

  test.each(["messages.send", "messages.addNote"])(
    "%s leaves a draft that its page does not know",
    async (path) => {
      const { change, keep, draft } = await aWriter();
      await keep("from the phone");
      await change(path, { content: "from the desk", clientId: "c1", draftsSeen: ["none"] });
      expect(await draft()).toMatchObject({ content: "from the phone" });
      const draftsSeen = [fingerprintOf({ kind: "message", content: "from the phone" })];
      await change(path, { content: "from the phone", clientId: "c2", draftsSeen });
      expect(await draft()).toBeNull();
    },
  );

  test("a draft holds what a member typed, also what no message may have; a greater one is refused with its field", async () => {
    const { keep, draft } = await aWriter();
    const longest = "😀".repeat(DRAFT_CHARS_MAX);
    for (const content of ["x".repeat(CONTENT_CHARS_MAX + 1), longest]) {
      expect((await keep(content)).status).toBe(200);
      expect(await draft()).toMatchObject({ content });
    }
    const { status, refusal } = await keep(`${longest}x`);
    expect({ status, refusal }).toMatchObject({ status: 400, refusal: { code: "input.invalid" } });
    expect(await draft()).toMatchObject({ content: longest });
  });
});

describe("undelivered", () => {
  async function scene() {
    const tenant = await createTenant(world);
    const { inbox, conversation } = await createScene(world, tenant);
    const cookie = await cookieFor(world, tenant.admin);
    const send = async () => {
      const message = { conversation: { conversationId: conversation.id }, content: "Your order has left" };
      return (await world.run(sendMessage, tenant.admin, message)).result.message.id;
    };
    const fail = (messageId: number, error = "blocked") =>
      world.run(recordReceipts, tenant.admin, {
        receipts: [{ messageId, signal: "failed" as const, error }],
      });
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
});

describe("bulk", () => {
  let world: World;
  let screens: Screens;
  let cookie: string;
  withScreens(async (opened) => {
    ({ world, screens } = opened);
    cookie = await cookieFor(world, (await createTenant(world)).admin);
  });

  const start = (input: object) =>
    callTrpc(screens, {
      path: "bulk.start",
      kind: "mutation",
      input: { target: { query: {} }, ...input },
      cookie,
    });

  test.each([
    ["snooze", { until: "2020-01-01T00:00:00Z" }, "conversation.snooze_in_past"],
    ["assign", { assigneeId: 9999 }, "member.not_found"],
    ["team", { teamId: 9999 }, "team.not_found"],
    ["move", { inboxId: 9999 }, "inbox.not_found"],
  ])("%s to an impossible value is refused immediately", async (action, params, code) => {
    const { refusal } = await start({ action, params });
    expect(refusal).toMatchObject({ code, field: `params.${Object.keys(params)[0]}` });
    expect(await world.database.query("select 1 from bulk_operation")).toEqual([]);
  });

  test("a fault in a target names the target's field", async () => {
    const { refusal } = await start({ action: "trash", target: { query: { status: "nope" } } });
    expect(refusal).toEqual({
      code: "input.invalid",
      field: "target.query.status",
      detail: expect.stringContaining('"open"'),
    });
  });
});
