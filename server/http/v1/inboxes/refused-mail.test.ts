import { afterAll, beforeAll, expect, test } from "vitest";
import { createApp } from "@/server/http/app";
import { saveRefusedMail } from "@/server/store/inboxes/refused-mail";
import { type Api, createTokenTenant, openApi } from "@/test/support/clients/api";

let api: Api;
beforeAll(async () => {
  api = await openApi(createApp);
});
afterAll(() => api.close());

test("refused mail is shown by the health of its inbox, and warned of by its check", async () => {
  const { client, accountId } = await createTokenTenant(api);
  const { id: inboxId } = (await client.post("/v1/inboxes", { name: "Help", channel: "api" })).body;
  const { services } = api;
  const path = `/v1/inboxes/${inboxId}`;
  expect((await client.get(`${path}/health`)).body).not.toHaveProperty("refused");
  const refusedAt = services.now();
  await saveRefusedMail(services.database, accountId, {
    inboxId,
    mailKey: "one@mail.example",
    sender: "ada@mail.example",
    subject: "Order 7",
    code: "mail.too_large",
    reason: "The mail has 60000000 bytes; at most 52428800 are read.",
    bytes: 60_000_000,
    refusedAt,
  });
  expect((await client.get(`${path}/health`)).body.refused).toEqual({
    count: 1,
    last: {
      id: "one@mail.example",
      at: refusedAt.toISOString(),
      from: "ada@mail.example",
      subject: "Order 7",
      code: "mail.too_large",
      reason: "The mail has 60000000 bytes; at most 52428800 are read.",
      bytes: 60_000_000,
    },
  });
  const { body } = await client.post(`${path}/check`);
  expect(body.findings).toContainEqual({
    level: "warning",
    code: "mail_refused",
    message: expect.stringContaining("One email could not be stored in the last 30 days."),
  });
});

test("refused mail is listed by pages, newest first, for thirty days", async () => {
  const { client, accountId } = await createTokenTenant(api);
  const { id: inboxId } = (await client.post("/v1/inboxes", { name: "Help", channel: "api" })).body;
  const { services } = api;
  const nowMs = services.now().getTime();
  const keep = (mailKey: string, ageMs: number) =>
    saveRefusedMail(services.database, accountId, {
      inboxId,
      mailKey,
      sender: null,
      subject: mailKey,
      code: "mail.too_large",
      reason: "It is too large.",
      bytes: 1,
      refusedAt: new Date(nowMs - ageMs),
    });
  await keep("expired", 31 * 86_400_000);
  for (const [key, ageMs] of [
    ["old", 9_000],
    ["b", 5_000],
    ["a", 5_000],
    ["c", 5_000],
    ["new", 0],
  ] as const)
    await keep(key, ageMs);
  const path = `/v1/inboxes/${inboxId}/refused-mail?limit=2`;
  const ids: string[][] = [];
  let cursor: string | null = null;
  for (let page = 0; page < 3; page++) {
    const { body } = await client.get(cursor === null ? path : `${path}&cursor=${cursor}`);
    ids.push(body.data.map(({ id }: { id: string }) => id));
    cursor = body.nextCursor;
  }
  expect(ids.map((page) => page.length)).toEqual([2, 2, 1]);
  const [newest, ...others] = ids.flat();
  expect([newest, others.slice(0, 3).toSorted(), others.at(-1)]).toEqual(["new", ["a", "b", "c"], "old"]);
  expect(cursor).toBeNull();
  expect(await client.get(`${path}&cursor=none`)).toMatchObject({
    body: { error: { code: "cursor.invalid" } },
  });
});
