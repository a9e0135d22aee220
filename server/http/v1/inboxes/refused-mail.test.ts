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
