import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Api } from "@/test/support/clients/api";
import {
  createParcel,
  openFreescout,
  openScene,
  PARCEL,
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

const made = (json?: object) => createParcel(s, json);
const list = async (query = "") => {
  const { status, body } = await s.client.get(`/conversations?${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
};
const ids = async (query: string): Promise<number[]> =>
  (await list(query))._embedded.conversations.map(({ id }: { id: number }) => id);

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
    expect(await ids(`number=2&mailboxId=${s.inboxId}`)).toEqual([one]);
    expect(await ids("number=2&mailboxId=999999999")).toEqual([]);
    expect(await ids("number=2&page=2")).toEqual([]);
    expect(await ids("type=email")).toEqual([one]);
    expect(await ids("type=chat,phone")).toEqual([s.id]);
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

  test("is filtered by subject, start and creator, and by the folders that conversations name", async () => {
    const started = new Date(api.world.clock.now.getTime() - 60_000).toISOString();
    const old = await made({ imported: true, createdAt: "2019-03-01", subject: "100% wool" });
    const own = await made({
      threads: [{ type: "message", text: PARCEL, user: s.userId }],
      status: "closed",
    });
    const all = "status=active,closed,pending";
    expect(await ids("subject=100%25 W")).toEqual([old]);
    expect(await ids(`${all}&createdSince=${started}`)).toEqual([own, s.id]);
    expect(await ids(`${all}&createdByUserId=${s.userId}`)).toEqual([own]);
    const { customer } = (await s.client.get(`/conversations/${old}`)).body;
    expect(await ids(`${all}&createdByCustomerId=${customer.id}`)).toEqual([old]);
    for (const id of [old, own]) {
      const { folderId } = (await s.client.get(`/conversations/${id}`)).body;
      expect(await ids(`folderId=${folderId}`)).toEqual(id === old ? [s.id, old] : [own]);
    }
    await s.client.put(`/conversations/${old}`, { byUser: s.userId, assignTo: s.userId });
    const { folderId } = (await s.client.get(`/conversations/${old}`)).body;
    expect(await ids(`folderId=${folderId}`)).toEqual([old]);
    expect(await ids(`folderId=${folderId}&assignedTo=`)).toEqual([]);
    expect(await ids("folderId=7")).toEqual([]);
  });

  test.each(["createdAt", "mailboxId", "number", "subject", "updatedAt", "waitingSince"])(
    "is sorted by %s in both orders",
    async (field) => {
      const [one, two] = [
        await made({ subject: "b", imported: true, createdAt: "2019-03-01" }),
        await made({ subject: "A", imported: true, createdAt: "2019-03-02" }),
      ];
      const down = await ids(`sortField=${field}&sortOrder=desc`);
      const up = await ids(`sortField=${field}&sortOrder=asc`);
      expect([...down].sort()).toEqual([s.id, one, two].sort());
      if (field === "subject")
        expect([up, down]).toEqual([
          [two, one, s.id],
          [one, two, s.id],
        ]);
      else if (field !== "updatedAt" && field !== "waitingSince") expect(up).toEqual(down.toReversed());
      if (field === "createdAt") expect(up).toEqual([one, two, s.id]);
      if (field === "waitingSince")
        expect([up, down]).toEqual([
          [one, two, s.id],
          [two, one, s.id],
        ]);
    },
  );

  test.each([
    "type=fax",
    "status=open",
    "sortField=preview",
    "sortField=valueOf",
    "page=0",
    "updatedSince=x",
  ])("refuses %s rather than ignoring it", async (query) => {
    expect((await s.client.get(`/conversations?${query}`)).status).toBe(400);
  });
});
