import { afterAll, beforeAll, expect, test } from "vitest";
import { createToken } from "@/server/commands/credentials/tokens";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import { updateAccount } from "@/server/commands/members/account";
import { createMember } from "@/server/commands/members/members";
import { settingChangeDto } from "@/server/contract/inbox/setting-change";
import { type Api, createTokenTenant, openApi } from "@/test/support/clients/api";
import { watchDatabase } from "@/test/support/database/watched-database";
import { createApp } from "./app";

let api: Api;
let tenant: Awaited<ReturnType<typeof createTokenTenant>>;
beforeAll(async () => {
  api = await openApi(createApp);
  tenant = await createTokenTenant(api);
});
afterAll(() => api.close());

const fileOf = (query: string, token = tenant.token) =>
  fetch(`${api.url}/v1/changes/export?${query}`, { headers: { authorization: `Bearer ${token}` } });
const entriesOf = async (query: string) =>
  (await (await fileOf(`format=jsonl&${query}`)).text())
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => settingChangeDto.parse(JSON.parse(line)));

test("the audit log is exported as CSV, whose cells never run as formulas", async () => {
  await api.world.run(createInbox, tenant.admin, { name: "=1+1", channel: "api" });
  const answer = await fileOf("subject=inbox");
  expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(answer.headers.get("content-disposition")).toBe('attachment; filename="audit-log.csv"');
  const [head, line] = (await answer.text()).split("\r\n");
  expect(head).toContain("at,actor type,actor id,actor,via,subject,subject id,subject name");
  expect(line).toMatch(/,user,\d+,Ada Duarte,ui,inbox,\d+,'=1\+1,\d+,created,/);
});

test("as JSON lines it is complete over several pages, in order, read by key and never by offset", async () => {
  const { accountId, admin } = tenant;
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
  const { result: grace } = await api.world.run(createMember, tenant.admin, {
    name: "Grace",
    email: `grace-${tenant.accountId}@example.test`,
    role: "administrator",
    passwordHash: "unusable",
    inboxIds: [],
  });
  const asGrace = {
    ...tenant.admin,
    userId: grace.id,
    actor: { type: "user", id: grace.id, name: "Grace" },
  } as const;
  await api.world.run(updateAccount, asGrace, { purgeAfterDays: 91 });
  expect((await entriesOf(`userId=${grace.id}`)).map(({ to }) => to)).toEqual([91]);
  await tenant.client.patch("/v1/account", { purgeAfterDays: 92 });
  const ofToken = await entriesOf(`userId=${tenant.admin.userId}&subject=account&from=2021-01-01T00:00:00Z`);
  expect(ofToken.map(({ to, actor }) => [to, actor.type])).toEqual([[92, "token"]]);
  const page = await tenant.client.get(`/v1/changes?userId=${grace.id}`);
  expect(page.body.data).toMatchObject([{ setting: "purgeAfterDays", to: 91 }]);
  expect(await entriesOf("to=2019-01-01T00:00:00Z")).toEqual([]);
  const bad = await fileOf("from=yesterday");
  expect([bad.status, (await bad.json()).error]).toMatchObject([
    422,
    { code: "input.invalid", field: "from" },
  ]);
});

test("it is for administrators: neither another token nor a request without a session gets it", async () => {
  const secret = "a-token-of-an-agent-in-this-test";
  await api.world.run(createToken, tenant.admin, { name: "Reader", secret, role: "agent" });
  expect((await fileOf("", secret)).status).toBe(403);
  expect((await fetch(`${api.url}/api/changes/export`)).status).toBe(401);
});

test("in CSV, times have the offset of the account's time zone; in JSON lines they are UTC", async () => {
  await tenant.client.patch("/v1/account", { timeZone: "Asia/Shanghai" });
  const query = "subject=inbox";
  const [entry] = await entriesOf(query);
  const [, line] = (await (await fileOf(query)).text()).split("\r\n");
  const written = line?.split(",")[1] ?? "";
  expect(written).toMatch(/^[\d-]{10}T[\d:.]{12}\+08:00$/);
  expect(new Date(written).toISOString()).toBe(entry?.at);
});
