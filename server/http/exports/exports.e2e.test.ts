import { afterAll, beforeAll, expect, test } from "vitest";
import { createContact } from "@/server/commands/contacts/save-contact";
import { createToken } from "@/server/commands/credentials/tokens";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import { updateAccount } from "@/server/commands/members/account";
import { createMember } from "@/server/commands/members/members";
import { healthDto } from "@/server/contract/health/health";
import { health as sample } from "@/server/contract/health/sample-health";
import { settingChangeDto } from "@/server/contract/inbox/setting-change";
import { createApp } from "@/server/http/app";
import type { Tx } from "@/server/store/events/tx";
import { type Api, begin, createTokenTenant, openApi } from "@/test/support/clients/api";
import { cookieFor } from "@/test/support/clients/screens";
import { watchDatabase } from "@/test/support/database/database";

let api: Api;
beforeAll(async () => {
  api = await openApi(createApp);
});
afterAll(() => api.close());

test("the export returns all contacts, a page at a time, for an administrator's token only", async () => {
  const { admin, token } = await createTokenTenant(api);
  const addMany = async (tx: Tx) => {
    for (let i = 0; i < 501; i++) await createContact(tx, { name: `Contact ${i}` });
  };
  await api.world.run(addMany, admin, null);
  const app = createApp({ services: () => api.services });
  const get = (headers: Record<string, string>) => app.request("/v1/contacts/export", { headers });
  const answer = await get({ authorization: `Bearer ${token}` });
  expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect((await answer.text()).trimEnd().split("\r\n")).toHaveLength(502);
  expect((await get({})).status).toBe(401);
  for (const path of ["/v1/contacts/export", "/v1/contacts/1/export"]) {
    const unknown = await app.request(`${path}?label=vip`, { headers: { authorization: `Bearer ${token}` } });
    expect([path, unknown.status, await unknown.json()]).toMatchObject([
      path,
      422,
      { error: { code: "input.invalid", field: "label" } },
    ]);
  }
});

let tenant: Awaited<ReturnType<typeof createTokenTenant>>;
beforeAll(async () => {
  tenant = await createTokenTenant(api);
  const { path } = await begin(tenant.client);
  const sent = await tenant.client.post(`${path}/messages`, { content: "Hello" });
  await tenant.client.post("/v1/receipts", {
    receipts: [{ messageId: sent.body.id, signal: "failed", error: "131026: not on WhatsApp" }],
  });
});

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

let auditedTenant: Awaited<ReturnType<typeof createTokenTenant>>;
beforeAll(async () => {
  auditedTenant = await createTokenTenant(api);
});

const fileOf = (query: string, token = auditedTenant.token) =>
  fetch(`${api.url}/v1/changes/export?${query}`, { headers: { authorization: `Bearer ${token}` } });
const entriesOf = async (query: string) =>
  (await (await fileOf(`format=jsonl&${query}`)).text())
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => settingChangeDto.parse(JSON.parse(line)));

test("the audit log is exported as CSV, whose cells never run as formulas", async () => {
  await api.world.run(createInbox, auditedTenant.admin, { name: "=1+1", channel: "api" });
  const answer = await fileOf("subject=inbox");
  expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(answer.headers.get("content-disposition")).toBe('attachment; filename="audit-log.csv"');
  const [head, line] = (await answer.text()).split("\r\n");
  expect(head).toContain("at,actor type,actor id,actor,via,subject,subject id,subject name");
  expect(line).toMatch(/,user,\d+,Ada Duarte,ui,inbox,\d+,'=1\+1,\d+,created,/);
});

test("as JSON lines it is complete over several pages, in order, read by key and never by offset", async () => {
  const { accountId, admin } = auditedTenant;
  await api.world.database.query(
    `insert into setting_change (account_id, setting, from_value, to_value, actor, via, at, subject, subject_id, subject_name)
     select $1, 'name', '1', to_jsonb(n), $2, 'ui', '2020-02-01', 'account', 1, 'Old' from generate_series(1, 1200) n`,
    [accountId, admin.actor],
  );
  const statements: string[] = [];
  const watched = watchDatabase(api.world.database, (sql) => void statements.push(String(sql)));
  const { services } = api;
  api.services = { ...services, database: watched };
  const all = await entriesOf("from=2020-01-01T00:00:00Z&to=2020-03-01T00:00:00Z");
  api.services = services;
  expect(all.map(({ to }) => to)).toEqual(Array.from({ length: 1200 }, (_, i) => 1200 - i));
  expect(statements.join()).not.toMatch(/\boffset\b/i);
});

test("it can be limited to a person with their tokens, a time, a kind and an inbox", async () => {
  const { result: grace } = await api.world.run(createMember, auditedTenant.admin, {
    name: "Grace",
    email: `grace-${auditedTenant.accountId}@example.test`,
    role: "administrator",
    passwordHash: "unusable",
    inboxIds: [],
  });
  const asGrace = {
    ...auditedTenant.admin,
    userId: grace.id,
    actor: { type: "user", id: grace.id, name: "Grace" },
  } as const;
  await api.world.run(updateAccount, asGrace, { purgeAfterDays: 91 });
  expect((await entriesOf(`userId=${grace.id}`)).map(({ to }) => to)).toEqual([91]);
  await auditedTenant.client.patch("/v1/account", { purgeAfterDays: 92 });
  const ofToken = await entriesOf(
    `userId=${auditedTenant.admin.userId}&subject=account&from=2021-01-01T00:00:00Z`,
  );
  expect(ofToken.map(({ to, actor }) => [to, actor.type])).toEqual([[92, "token"]]);
  const page = await auditedTenant.client.get(`/v1/changes?userId=${grace.id}`);
  expect(page.body.data).toMatchObject([{ setting: "purgeAfterDays", to: 91 }]);
  expect(await entriesOf("to=2019-01-01T00:00:00Z")).toEqual([]);
  const bad = await fileOf("from=yesterday");
  expect([bad.status, (await bad.json()).error]).toMatchObject([
    422,
    { code: "input.invalid", field: "from" },
  ]);
});

test("it is for administrators: neither another token nor a request without a session gets it", async () => {
  const secret = "another-token-of-an-agent-in-this-test";
  await api.world.run(createToken, auditedTenant.admin, { name: "Reader", secret, role: "agent" });
  expect((await fileOf("", secret)).status).toBe(403);
  expect((await fetch(`${api.url}/api/changes/export`)).status).toBe(401);
});

test("in CSV, times have the offset of the account's time zone; in JSON lines they are UTC", async () => {
  await auditedTenant.client.patch("/v1/account", { timeZone: "Asia/Shanghai" });
  const query = "subject=inbox";
  const [entry] = await entriesOf(query);
  const [, line] = (await (await fileOf(query)).text()).split("\r\n");
  const written = line?.split(",")[1] ?? "";
  expect(written).toMatch(/^[\d-]{10}T[\d:.]{12}\+08:00$/);
  expect(new Date(written).toISOString()).toBe(entry?.at);
});
