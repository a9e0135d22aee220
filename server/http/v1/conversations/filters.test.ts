import { afterAll, beforeAll, expect, test } from "vitest";
import { createApp } from "@/server/http/app";
import { type Api, begin, type Client, createTokenTenant, openApi } from "@/test/support/clients/api";

let api: Api;
let client: Client;
let inboxId: number;
beforeAll(async () => {
  api = await openApi(createApp);
  ({ client } = await createTokenTenant(api));
  const { inbox, contact } = await begin(client);
  inboxId = inbox.id;
  for (let nth = 0; nth < 2; nth++)
    await client.post("/v1/conversations", { inboxId, contactId: contact.id });
});
afterAll(() => api.close());

test.each(["", "&status=open&status=open", "&inboxId=INBOX&inboxId=INBOX", "&label=vip&label=vip"])(
  "a list filtered by %s has every conversation once, whatever the pages",
  async (filter) => {
    const { body: some } = await client.get("/v1/conversations?limit=100");
    for (const { displayId } of some.data)
      await client.post(`/v1/conversations/${displayId}/labels`, { add: ["vip"] });
    const found: number[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const query: string = `limit=2${filter}&cursor=${cursor}`.replaceAll("INBOX", String(inboxId));
      const { body } = await client.get(`/v1/conversations?${query}`);
      found.push(...body.data.map(({ displayId }: { displayId: number }) => displayId));
      cursor = body.nextCursor;
    }
    expect(found.toSorted()).toEqual([1, 2, 3]);
  },
);

test("a bulk operation changes a conversation once that a repeated value finds", async () => {
  const { body } = await client.post("/v1/bulk-operations", {
    action: "priority",
    params: { priority: "high" },
    target: { query: { anyOf: [{ inboxIds: [inboxId, inboxId], statuses: ["open", "open"] }] } },
  });
  expect(body.total).toBe(3);
});

test.each(["+14:00", "+23:00", "-23:59"])(
  "an instant with the offset %s is one as in UTC",
  async (offset) => {
    const at = encodeURIComponent(`2026-01-20T09:00:00${offset}`);
    const list = (filter: string) => client.get(`/v1/conversations?${filter}=${at}`);
    expect((await list("createdFrom")).body.data).toHaveLength(3);
    expect((await list("activeBefore")).body.data).toHaveLength(0);
  },
);
