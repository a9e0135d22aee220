import { request } from "node:http";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { createApp } from "@/server/http/app";
import { type Api, begin, createTokenTenant, openApi } from "@/test/support/clients/api";

let api: Api;
beforeAll(async () => {
  api = await openApi(createApp);
});
afterAll(() => api.close());

/** `fetch` would not send another host. */
const statusWith = (headers: Record<string, string>) =>
  new Promise<number | undefined>((resolve, reject) => {
    request(`${api.url}/metrics`, { headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on("error", reject)
      .end();
  });

test("the metrics are for programs on this machine", async () => {
  expect(await statusWith({})).toBe(200);
  expect(await statusWith({ host: "localhost:3000" })).toBe(200);
});

test.each([
  [{ "x-forwarded-for": "8.8.8.8" }],
  [{ forwarded: "for=8.8.8.8" }],
  [{ via: "1.1 proxy" }],
  [{ host: "rebind.evil.example" }],
  [{ "x-unknown-proxy": "", "x-forwarded-for": "8.8.8.8" }],
])("they are not found through an unknown proxy, or by another name: %j", async (headers) => {
  expect(await statusWith(headers)).toBe(404);
});

const page = async (app = createApp({ services: () => api.services })) => {
  const answer = await fetchLocally(app);
  return { status: answer.status, text: await answer.text() };
};
const fetchLocally = (app: ReturnType<typeof createApp>) => {
  vi.stubEnv("METRICS_TOKEN", "of this test");
  return app.request("/metrics", { headers: { authorization: "Bearer of this test" } });
};
afterEach(() => vi.unstubAllEnvs());

test("they have the messages in trouble of each inbox and what waits, without names", async () => {
  const tenant = await createTokenTenant(api);
  const { path, inbox } = await begin(tenant.client);
  const send = async () => (await tenant.client.post(`${path}/messages`, { content: "Hello" })).body.id;
  await send();
  await tenant.client.post("/v1/receipts", {
    receipts: [{ messageId: await send(), signal: "failed", error: "the text of an error" }],
  });
  await api.services.database.query(
    `insert into alert (account_id, kind, subject_type, subject_id, subject_name, facts, created_at, updated_at)
     values ($1, 'messages_failing', 'inbox', $2, 'WhatsApp', '{}', now(), now())`,
    [tenant.accountId, inbox.id],
  );
  const { text } = await page();
  const labels = `{account="${tenant.accountId}",inbox="${inbox.id}"}`;
  expect(text).toContain(`tickline_inbox_pending_messages${labels} 1\n`);
  expect(text).toContain(`tickline_inbox_failed_messages${labels} 1\n`);
  expect(text).toContain(`tickline_inbox_stuck_messages${labels} 0\n`);
  expect(text).not.toContain(`tickline_inbox_overdue_messages${labels}`);
  expect(text).toContain(`tickline_open_alerts{account="${tenant.accountId}",kind="messages_failing"} 1\n`);
  expect(text).toMatch(/^tickline_outbox_events \d+$/m);
  expect(text).toContain('tickline_sends_waiting{state="due"} 0\n');
  expect(text).toContain("tickline_health_read 1\n");
  expect(text).not.toMatch(/WhatsApp|the text of an error/);
});

test("while the database is away the page answers without these values, and says so", async () => {
  const query = () => Promise.reject(new Error("Connection terminated"));
  const database = { ...api.services.database, query };
  const { status, text } = await page(createApp({ services: () => ({ ...api.services, database }) }));
  expect(status).toBe(200);
  expect(text).toContain("tickline_health_read 0\n");
  expect(text).not.toContain("tickline_inbox_pending_messages{");
});
