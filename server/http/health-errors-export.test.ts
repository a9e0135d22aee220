import { afterAll, beforeAll, expect, test } from "vitest";
import { createToken } from "@/server/commands/credentials/tokens";
import { healthDto } from "@/server/contract/health/health";
import { health as sample } from "@/server/contract/health/sample-health";
import { type Api, begin, createTokenTenant, openApi } from "@/test/support/clients/api";
import { cookieFor } from "@/test/support/clients/screens";
import { createApp } from "./app";

let api: Api;
let tenant: Awaited<ReturnType<typeof createTokenTenant>>;
beforeAll(async () => {
  api = await openApi(createApp);
  tenant = await createTokenTenant(api);
  const { path } = await begin(tenant.client);
  const sent = await tenant.client.post(`${path}/messages`, { content: "Hello" });
  await tenant.client.post("/v1/receipts", {
    receipts: [{ messageId: sent.body.id, signal: "failed", error: "131026: not on WhatsApp" }],
  });
});
afterAll(() => api.close());

const ERRORS = "/v1/health/errors/export";
const get = (path: string, token = tenant.token) =>
  fetch(api.url + path, { headers: { authorization: `Bearer ${token}` } });

test("the report has the failure's text, and its schema is the documented one", async () => {
  const { status, body } = await tenant.client.get("/v1/health?period=week");
  expect(status).toBe(200);
  const report = healthDto.strict().parse(body);
  expect(report).toMatchObject({
    period: "week",
    overdueAfterHours: null,
    errors: [{ error: "131026: not on WhatsApp", attempts: 1, open: 1 }],
    hours: [{ attempts: 1, failed: 1 }],
  });
  expect(healthDto.strict().parse(sample)).toEqual(sample);
});

test("errors are downloaded as CSV, with a token and from the screens", async () => {
  const answer = await get(ERRORS);
  expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(answer.headers.get("content-disposition")).toBe('attachment; filename="failed-messages.csv"');
  const text = await answer.text();
  expect(text).toContain("\r\n131026: not on WhatsApp,1,1,");
  const cookie = await cookieFor(api.world, tenant.admin);
  const download = await fetch(`${api.url}/api/health/errors.csv?period=day`, { headers: { cookie } });
  expect(await download.text()).toBe(text);
});

test("thirty failures with an id in the text are one row, with the newest three texts", async () => {
  const { client } = await createTokenTenant(api);
  const { path } = await begin(client);
  const ids: number[] = [];
  for (let n = 0; n < 30; n++) {
    const { body } = await client.post(`${path}/messages`, { content: "Hello" });
    ids.push(body.id);
    const receipt = {
      messageId: body.id,
      signal: "failed",
      error: `131026: wamid.${n}A to "Customer ${n}" failed`,
    };
    await client.post("/v1/receipts", { receipts: [receipt] });
  }
  const [row, ...others] = healthDto.parse((await client.get("/v1/health")).body).errors;
  expect(others).toEqual([]);
  expect(row).toMatchObject({ error: "131026: … to … failed", attempts: 30, open: 30 });
  const texts = row?.examples.map(({ messageId, error }) => [messageId, error]);
  expect(texts).toHaveLength(3);
  expect(texts).toContainEqual([ids[29], '131026: wamid.29A to "Customer 29" failed']);
});

test("other periods, hours and inboxes are refused, as are agents and requests without a session", async () => {
  const refusalOf = async (path: string) => (await tenant.client.get(path)).body.error;
  expect(await refusalOf("/v1/health?period=year")).toMatchObject({ code: "input.invalid", field: "period" });
  expect(await refusalOf("/v1/health?overdueHours=0")).toMatchObject({ field: "overdueHours" });
  expect(await refusalOf("/v1/health?inboxId=999999")).toMatchObject({ code: "inbox.not_found" });
  expect(await refusalOf(`${ERRORS}?inboxId=999999`)).toMatchObject({ code: "inbox.not_found" });
  const secret = "a-token-of-an-agent-in-this-test";
  await api.world.run(createToken, tenant.admin, { name: "Reader", secret, role: "agent" });
  for (const path of ["/v1/health", ERRORS]) expect((await get(path, secret)).status).toBe(403);
  expect((await fetch(`${api.url}/api/health/errors.csv`)).status).toBe(401);
});
