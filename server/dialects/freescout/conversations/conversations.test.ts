import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
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

const text = "Where is my parcel?";
const create = (json: object = {}, headers?: Record<string, string>) =>
  s.client.post(
    "/conversations",
    {
      type: "email",
      mailboxId: s.inboxId,
      subject: "Parcel",
      customer: { email: "zoe@example.test", firstName: "Zoë", lastName: "Ångström" },
      threads: [{ type: "customer", text }],
      ...json,
    },
    headers,
  );
const made = async (json?: object): Promise<number> => {
  const { status, body } = await create(json);
  expect(status, JSON.stringify(body)).toBe(201);
  return body.id;
};
const list = async (query = "") => {
  const { status, body } = await s.client.get(`/conversations?${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
};
const ids = async (query: string): Promise<number[]> =>
  (await list(query))._embedded.conversations.map(({ id }: { id: number }) => id);

describe("a new conversation", () => {
  test("is created with its customer, subject and threads, in one operation", async () => {
    const answer = await create({
      threads: [
        { type: "message", text: "On its way", user: s.userId },
        { type: "note", text: "Ask the carrier", user: s.userId },
        { type: "customer", text },
      ],
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get("resource-id")).toBe(String(answer.body.id));
    const events = await s.told();
    expect(events.map(({ type }) => type)).toEqual([
      "contact.created",
      "conversation.created",
      "message.created",
      "note.created",
      "message.created",
    ]);
    expect(new Set(events.map(({ operationId }) => operationId)).size).toBe(1);
    const shown = (await s.client.get(`/conversations/${answer.body.id}`)).body;
    expect(shown).toMatchObject({
      number: answer.body.number,
      status: "active",
      subject: "Parcel",
      mailboxId: s.inboxId,
      customer: { firstName: "Zoë", lastName: "Ångström", email: "zoe@example.test" },
      createdBy: { type: "customer", email: "zoe@example.test" },
    });
    expect(shown._embedded.threads.map(({ type }: { type: string }) => type)).toEqual([
      "message",
      "note",
      "customer",
    ]);
  });

  test.each(["pending", "closed", "spam"])(
    "that begins as %s is recorded once, with its status",
    async (status) => {
      const id = await made({ status, customer: { id: s.contactId } });
      expect(
        (await s.told()).filter(({ type }) => !type.startsWith("label.")).map(({ type }) => type),
      ).toEqual(["conversation.created", "message.created"]);
      expect((await s.client.get(`/conversations/${id}`)).body.status).toBe(status);
    },
  );

  test("of a known customer is assigned to them, also when two arrive at the same time", async () => {
    const [one, two] = await Promise.all([made(), made()]);
    const customers = await Promise.all(
      [one, two].map(async (id) => (await s.client.get(`/conversations/${id}`)).body.customer.id),
    );
    expect(customers[0]).toBe(customers[1]);
    const known = await made({ customer: { email: "LI@example.test" } });
    expect((await s.client.get(`/conversations/${known}`)).body.customer.id).toBe(s.contactId);
  });

  test("says since when the customer waits, and null while nobody does", async () => {
    const waitingOf = async () => (await s.client.get(`/conversations/${id}`)).body.customerWaitingSince;
    const id = await made();
    expect(await waitingOf()).toMatchObject({
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      latestReplyFrom: "customer",
    });
    await s.client.post(`/conversations/${id}/threads`, { type: "message", text: "Here", user: s.userId });
    expect(await waitingOf()).toEqual({ time: null, friendly: "", latestReplyFrom: "user" });
  });

  test("that is imported sends nothing: its messages are sent already", async () => {
    const threads = [{ type: "message", text: "Old", user: s.userId }];
    const id = await made({ imported: true, threads, status: "closed", assignTo: s.userId });
    const { body } = await s.client.get(`/conversations/${id}`);
    expect(body.assignee).toMatchObject({ id: s.userId, type: "user" });
    const headers = { authorization: `Bearer ${s.client.key}` };
    const message = await fetch(`${api.url}/v1/messages/${body._embedded.threads[0].id}`, { headers });
    expect(await message.json()).toMatchObject({ status: "sent", contentAttributes: { imported: true } });
  });

  test("is created once under one Idempotency-Key", async () => {
    const key = { "idempotency-key": "once" };
    expect((await create({}, key)).body).toEqual((await create({}, key)).body);
    expect((await list("status=active")).page.totalElements).toBe(2);
  });

  test.each([
    ["type", { type: "fax" }],
    ["mailboxId", { mailboxId: null }],
    ["subject", { subject: undefined }],
    ["customer", { customer: {} }],
    ["customer.email", { customer: { email: "nobody" } }],
    ["threads", { threads: [] }],
    ["threads.0.user", { threads: [{ type: "message", text: "x" }] }],
    ["threads.0.user", { threads: [{ type: "note", text: "x", user: 999_999_999 }] }],
    ["assignTo", { assignTo: 999_999_999 }],
    ["customFields", { customFields: [{ id: 1, value: "x" }] }],
  ])("is refused for its %s", async (path, json) => {
    const { status, body } = await create(json);
    expect({ status, path: body._embedded.errors[0]?.path }).toEqual({ status: 400, path });
    expect(await s.told()).toEqual([]);
  });

  test("in an unknown mailbox, or of an unknown customer, is not found", async () => {
    expect((await create({ mailboxId: 999_999_999 })).status).toBe(404);
    expect((await create({ customer: { id: 999_999_999 } })).status).toBe(404);
  });
});

describe("the list", () => {
  test("contains active conversations, the newest first, by default", async () => {
    const [closed, spam, pending] = [
      await made({ status: "closed" }),
      await made({ status: "spam" }),
      await made({ status: "pending" }),
    ];
    const active = await made();
    expect(await ids("")).toEqual([active, s.id]);
    expect(await ids("status=closed")).toEqual([closed]);
    expect(await ids("status=spam")).toEqual([spam]);
    expect(await ids("status=closed,spam")).toEqual([spam, closed]);
    expect(await ids("status=pending,active&sortField=number")).toEqual([active, pending, s.id]);
    expect(await ids("status=closed,active")).toEqual([active, closed, s.id]);
    expect(await ids("status=spam,active")).toEqual([active, spam, s.id]);
  });

  test("is filtered by mailbox, customer, assignee, tag, number and state", async () => {
    const one = await made({ assignTo: s.userId });
    await s.client.put(`/conversations/${one}/tags`, { tags: ["VIP"] });
    expect(await ids(`mailboxId=${s.inboxId},999999999`)).toEqual([one, s.id]);
    expect(await ids("mailboxId=999999999")).toEqual([]);
    expect(await ids("customerEmail=ZOE@example.test")).toEqual([one]);
    expect(await ids("customerEmail=nobody@example.test")).toEqual([]);
    expect(await ids(`customerId=${s.contactId}`)).toEqual([s.id]);
    expect(await ids(`assignedTo=${s.userId}`)).toEqual([one]);
    expect(await ids("assignedTo=")).toEqual([s.id]);
    expect(await ids("tag=VIP")).toEqual([one]);
    expect(await ids("number=2&status=closed")).toEqual([one]);
    expect(await ids("number=99")).toEqual([]);
    expect(await ids("type=email")).toEqual([]);
    const { number } = (await s.client.get(s.path)).body;
    const headers = { authorization: `Bearer ${s.client.key}` };
    await fetch(`${api.url}/v1/conversations/${number}/trash`, { method: "POST", headers });
    expect(await ids("state=deleted")).toEqual([s.id]);
    expect(await ids("state=published")).toEqual([one]);
    expect(await ids("state=draft")).toEqual([]);
  });

  test("since an instant contains changed conversations, the last change first", async () => {
    const one = await made();
    await s.client.put(s.path, { byUser: s.userId, assignTo: s.userId });
    expect(await ids("updatedSince=2020-01-01T00:00:00Z")).toEqual([s.id, one]);
    expect(await ids("updatedSince=2020-01-01&assignedTo=")).toEqual([one]);
    await s.client.put(`/conversations/${one}/tags`, { tags: ["VIP"] });
    expect(await ids("updatedSince=2020-01-01T00:00:00Z&tag=VIP")).toEqual([one]);
    await s.client.put(s.path, { byUser: s.userId, assignTo: null });
    expect(await ids("updatedSince=2999-01-01T00:00:00Z")).toEqual([]);
    const paged = await list("updatedSince=2020-01-01T00:00:00Z&pageSize=1&page=2");
    expect(paged.page).toEqual({ size: 1, totalElements: 2, totalPages: 2, number: 2 });
    expect(paged._embedded.conversations[0].id).toBe(one);
  });

  test("is read page by page up to the last one, and not beyond", async () => {
    const all = [s.id];
    for (let i = 0; i < 4; i++) all.unshift(await made());
    const read: number[] = [];
    for (let page = 1, last = 1; page <= last; page++) {
      const { _embedded, page: at } = await list(`pageSize=2&page=${page}&query=x&assignee=null`);
      expect(at).toEqual({ size: 2, totalElements: 5, totalPages: 3, number: page });
      last = at.totalPages;
      read.push(..._embedded.conversations.map(({ id }: { id: number }) => id));
    }
    expect(read).toEqual(all);
    expect(await ids("pageSize=2&page=4")).toEqual([]);
    expect((await list("pageSize=5000")).page.size).toBe(100);
    const { status, body } = await s.client.get("/conversations?page=201");
    expect({ status, path: body._embedded.errors[0].path }).toEqual({ status: 400, path: "page" });
  });

  test.each([
    "folderId=1",
    "createdSince=2020-01-01",
    "status=open",
    "sortField=subject",
    "page=0",
    "updatedSince=x",
  ])("refuses %s rather than ignoring it", async (query) => {
    expect((await s.client.get(`/conversations?${query}`)).status).toBe(400);
  });
});
