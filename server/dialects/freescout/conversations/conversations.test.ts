import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Api } from "@/test/support/clients/api";
import {
  createParcel,
  openFreescout,
  openScene,
  PARCEL,
  postParcel,
  type WireScene,
} from "@/test/support/clients/freescout";

let api: Api;
let s: WireScene;
beforeAll(async () => {
  api = await openFreescout();
});
beforeEach(async () => {
  s = await openScene(api);
});
afterAll(() => api.close());

const text = PARCEL;
const made = (json?: object) => createParcel(s, json);
const create = (json?: object, headers?: Record<string, string>) => postParcel(s, json, headers);
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
      "message.send_requested",
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

  test("has a subject of one line, without what reverses the text around it", async () => {
    const id = await made({ subject: "Parcel\r\nBcc: everybody\u202e" });
    expect((await s.client.get(`/conversations/${id}`)).body.subject).toBe("Parcel Bcc: everybody");
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

  test("that is imported keeps its type and its times", async () => {
    const threads = [
      { type: "message", text: "Sorry", user: s.userId, createdAt: "2019-03-02T10:00:00Z" },
      { type: "customer", text, createdAt: "2019-03-01T09:30:00Z" },
    ];
    const times = { createdAt: "2019-03-01T09:30:00Z", closedAt: "2019-03-05T00:00:00Z" };
    const id = await made({ type: "phone", imported: true, threads, status: "closed", ...times });
    const { body } = await s.client.get(`/conversations/${id}`);
    expect(body).toMatchObject({ type: "phone", ...times, userUpdatedAt: "2019-03-02T10:00:00Z" });
    expect(body._embedded.threads.map(({ createdAt }: { createdAt: string }) => createdAt)).toEqual(
      threads.map(({ createdAt }) => createdAt),
    );
    const older = { type: "note", text: "By phone", user: s.userId, imported: true, createdAt: "2019-03-03" };
    expect((await s.client.post(`/conversations/${id}/threads`, older)).status).toBe(201);
    const [note] = (await s.client.get(`/conversations/${id}`)).body._embedded.threads;
    expect(note).toMatchObject({ type: "note", createdAt: "2019-03-03T00:00:00Z", status: "closed" });
  });

  test("without times is dated now, as are those of no import", async () => {
    const id = await made({ imported: true });
    const { createdAt } = (await s.client.get(`/conversations/${id}`)).body;
    expect(Math.abs(Date.parse(createdAt) - api.world.clock.now.getTime())).toBeLessThan(60_000);
  });

  test("is created once under one Idempotency-Key", async () => {
    const key = { "idempotency-key": "once" };
    expect((await create({}, key)).body).toEqual((await create({}, key)).body);
    expect((await s.client.get("/conversations?status=active")).body.page.totalElements).toBe(2);
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
    ["createdAt", { createdAt: "2019-01-01" }],
    ["createdAt", { createdAt: "2999-01-01", imported: true }],
    ["closedAt", { closedAt: "2019-01-01", imported: true }],
    ["closedAt", { createdAt: "2019-01-02", closedAt: "2019-01-01", imported: true, status: "closed" }],
    ["threads.0.createdAt", { threads: [{ type: "customer", text: "x", createdAt: "2019-01-01" }] }],
  ])("is refused for its %s", async (path, json) => {
    const { status, body } = await create(json);
    expect({ status, path: body._embedded.errors[0]?.path }).toEqual({ status: 400, path });
    expect(await s.told()).toEqual([]);
  });

  test("with a thread of another known customer is refused: it would show as this one's", async () => {
    const other = (await s.client.post("/customers", { firstName: "Other", email: "other@example.test" }))
      .body;
    await s.told();
    for (const [by, named] of [
      ["id", other.id],
      ["email", "Other@example.test"],
    ]) {
      const thread = (who: object) => ({ type: "customer", text: "x", customer: who });
      const { status, body } = await create({
        threads: [thread({ email: "unknown@example.test" }), thread({ [by]: named })],
      });
      expect([status, body._embedded.errors[0]?.path]).toEqual([400, `threads.1.customer.${by}`]);
    }
    expect(await s.told()).toEqual([]);
  });

  test("in an unknown mailbox, or of an unknown customer, is not found", async () => {
    expect((await create({ mailboxId: 999_999_999 })).status).toBe(404);
    expect((await create({ customer: { id: 999_999_999 } })).status).toBe(404);
  });
});
