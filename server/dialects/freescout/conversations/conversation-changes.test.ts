import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import type { Api } from "@/test/support/clients/api";
import { openFreescout, openScene, type WireScene } from "@/test/support/clients/freescout";

let api: Api;
let s: WireScene;
beforeAll(async () => {
  api = await openFreescout();
});
beforeEach(async () => {
  s = await openScene(api);
});
afterAll(() => api.close());

const put = (json: object, headers?: Record<string, string>) => s.client.put(s.path, json, headers);
const set = async (status: string) => {
  const answer = await put({ byUser: s.userId, status });
  expect(answer.status, JSON.stringify(answer.body)).toBe(204);
};
const types = async () => (await s.told()).map(({ type }) => type);
const show = async () => (await s.client.get(s.path)).body;

const MOVES: [from: string, to: string, expected: string[]][] = [
  ["active", "active", []],
  ["active", "pending", ["conversation.status_changed"]],
  ["active", "closed", ["conversation.status_changed"]],
  ["active", "spam", ["conversation.labelled", "conversation.status_changed"]],
  ["pending", "active", ["conversation.status_changed"]],
  ["pending", "pending", []],
  ["pending", "closed", ["conversation.status_changed"]],
  ["closed", "active", ["conversation.status_changed"]],
  ["closed", "pending", ["conversation.status_changed"]],
  ["closed", "closed", []],
  ["closed", "spam", ["conversation.labelled"]],
  ["spam", "active", ["conversation.status_changed", "conversation.labelled"]],
  ["spam", "pending", ["conversation.status_changed", "conversation.labelled"]],
  ["spam", "closed", ["conversation.labelled"]],
  ["spam", "spam", []],
];

test.each(MOVES)("from %s to %s", async (from, to, expected) => {
  await set(from);
  await s.told();
  await set(to);
  const events = (await s.told()).filter(({ type }) => !type.startsWith("label."));
  expect(events.map(({ type }) => type)).toEqual(expected);
  expect(new Set(events.map(({ operationId }) => operationId)).size).toBe(expected.length === 0 ? 0 : 1);
  expect((await show()).status).toBe(to);
});

test("fields are applied in the order in which they are written, in one operation", async () => {
  const userId = s.userId;
  await put({ byUser: userId, assignTo: userId, status: "closed" });
  const first = await s.told();
  expect(first.map(({ type }) => type)).toEqual(["conversation.assigned", "conversation.status_changed"]);
  expect(new Set(first.map(({ operationId }) => operationId)).size).toBe(1);
  await put({ status: "active", byUser: userId, assignTo: -1 });
  expect(await types()).toEqual(["conversation.status_changed", "conversation.assigned"]);
  expect((await show()).assignee).toBeNull();
});

test("a refused field undoes the whole update", async () => {
  const stranger = await s.agent([]);
  const { status, body } = await put({ byUser: s.userId, status: "closed", assignTo: stranger.userId });
  expect(status).toBe(400);
  expect(body._embedded.errors).toMatchObject([{ path: "assignTo" }]);
  expect(await types()).not.toContain("conversation.status_changed");
  expect((await show()).status).toBe("active");
});

describe("the response", () => {
  test("is empty", async () => {
    const { status, body } = await put({ byUser: s.userId, status: "closed" });
    expect({ status, body }).toEqual({ status: 204, body: null });
  });

  test("is the conversation when requested", async () => {
    const answer = await put({ byUser: s.userId, status: "closed" }, { prefer: "return=representation" });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("preference-applied")).toBe("return=representation");
    expect(answer.body).toMatchObject({ id: s.id, status: "closed" });
  });
});

test("unknown parameters are ignored", async () => {
  const answer = await put({ query: "x", assignee: null, status: null });
  expect(answer.status).toBe(204);
  expect(await types()).toEqual([]);
});

test("another mailbox is a move, in the order of the keys", async () => {
  const { userId: byUser } = s;
  const { result: inbox } = await api.world.run(createInbox, s.admin, { name: "Billing", channel: "api" });
  await s.told();
  expect((await put({ byUser, mailboxId: inbox.id, status: "closed" })).status).toBe(204);
  expect(await types()).toEqual(["conversation.moved", "conversation.status_changed"]);
  expect((await show()).mailboxId).toBe(inbox.id);
  const { status, body } = await put({ byUser, status: "active", mailboxId: 999_999_999 });
  expect({ status, path: body._embedded.errors[0].path }).toEqual({ status: 404, path: "mailboxId" });
  expect(await types()).toEqual([]);
});

describe("a refused update", () => {
  test.each([
    ["a status without a user", { status: "closed" }, "byUser"],
    ["an unknown user", { byUser: 999_999_999, status: "closed" }, "byUser"],
    ["another customer", { customerId: 999_999_999 }, "customerId"],
  ])("%s", async (_, json, path) => {
    const { status, body } = await put(json);
    expect({ status, path: body._embedded.errors[0].path }).toEqual({ status: 400, path });
    expect(await types()).toEqual([]);
  });
});

test("a subject is one line, without what reverses the text around it", async () => {
  await put({ subject: "Lost\r\nBcc: parcel\u202e" });
  expect((await show()).subject).toBe("Lost Bcc: parcel");
  await put({ subject: "" });
});

test("another subject is stored, told and shown; the same one changes nothing", async () => {
  expect((await put({ subject: "Lost parcel" })).status).toBe(204);
  expect(await types()).toEqual(["conversation.updated"]);
  expect((await show()).subject).toBe("Lost parcel");
  expect((await put({ subject: "Lost parcel" })).status).toBe(204);
  expect(await types()).toEqual([]);
  await put({ subject: "" });
  await s.told();
});

test("current values may be sent again", async () => {
  const { userId: byUser, inboxId: mailboxId, contactId: customerId } = s;
  expect((await put({ byUser, mailboxId, customerId, subject: "" })).status).toBe(204);
  expect(await types()).toEqual([]);
});

describe("tags", () => {
  const tag = (tags: unknown) => s.client.put(`${s.path}/tags`, { tags });

  test("are replaced as a whole; new ones are created", async () => {
    expect((await tag(["VIP", "refund"])).status).toBe(204);
    expect((await tag(["refund", "late"])).status).toBe(204);
    expect((await show())._embedded.tags.map(({ name }: { name: string }) => name)).toEqual([
      "late",
      "refund",
    ]);
    await s.told();
    await tag(["late", "refund"]);
    expect(await types()).toEqual([]);
  });

  test("do not change spam", async () => {
    await set("spam");
    await tag(["vip"]);
    expect((await show()).status).toBe("spam");
    await set("closed");
    expect((await tag(["vip", " Spam"])).status).toBe(204);
    expect((await show()).status).toBe("closed");
  });

  test("that are invalid are refused", async () => {
    expect((await tag("vip")).body._embedded.errors).toMatchObject([{ path: "tags" }]);
  });
});

describe("deleting", () => {
  test("is permanent: trash and purge, two events in one operation", async () => {
    const { status, body } = await s.client.delete(s.path);
    expect({ status, body }).toEqual({ status: 204, body: null });
    const expected = (await s.told()).filter(({ type }) => type.startsWith("conversation."));
    expect(expected.map(({ type }) => type)).toEqual(["conversation.trashed", "conversation.purged"]);
    expect(expected[0]?.operationId).toBe(expected[1]?.operationId);
    expect((await s.client.get(s.path)).status).toBe(404);
    expect((await s.client.delete(s.path)).status).toBe(404);
    expect(await types()).toEqual([]);
  });

  test("needs the key's scope", async () => {
    const key = await s.scoped([]);
    await s.told();
    const { status, body } = await key.delete(s.path);
    expect({ status, code: body.errorCode }).toEqual({ status: 403, code: "FORBIDDEN" });
    expect(body.message).toContain("conversations:purge");
    expect(await types()).toEqual([]);
  });
});
