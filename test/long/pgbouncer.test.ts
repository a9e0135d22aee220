import { expect, onTestFinished, type TestContext, test } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { withConnection } from "@/server/lib/postgres/connection";
import { openDatabase } from "@/server/store/_postgres/db";
import { startLoad } from "@/test/guarantees/processes/cluster/load";
import { SECRET, startMembers, watchHealth } from "@/test/guarantees/processes/cluster/members";
import { startProxy } from "@/test/guarantees/processes/cluster/proxy";
import { openReader } from "@/test/guarantees/processes/cluster/reader";
import { readLogEnd, verifyDatabase, verifyReader } from "@/test/guarantees/processes/cluster/verify";
import { begin, clientOf } from "@/test/support/clients/api";
import { createTestDatabase, testServerUrl } from "@/test/support/database/database";
import { findProgram } from "@/test/support/database/debian-program";
import { POOL_SIZE, type PoolMode, startPgBouncer } from "@/test/support/database/pgbouncer";
import { startApp, temporaryDataDir } from "@/test/support/processes/app-process";

const TOKEN = "a-token-of-an-administrator-of-these-tests";

async function pooler(skip: TestContext["skip"], mode: PoolMode) {
  const program = findProgram("pgbouncer");
  if ("missing" in program) return skip(program.missing);
  const { url } = await createTestDatabase(); // each has the secrets of its first process
  return { direct: url, ...(await startPgBouncer(program.path, { url, mode })) };
}

test("everything works through PgBouncer in transaction mode if Postgres' direct address is set too", async ({
  skip,
}) => {
  const { direct, url, console } = await pooler(skip, "transaction");
  const env = {
    DATABASE_URL: url,
    DATABASE_DIRECT_URL: direct,
    ADMIN_API_TOKEN: TOKEN,
    SEED: "empty",
  };
  const members = await startMembers({ webs: 2, workers: 1, env });
  const proxy = await startProxy(members.slice(0, 2).map((member) => member.url));
  const health = watchHealth(members);
  const reader = await openReader(proxy.url, SECRET, 1);
  const load = await startLoad({ url: proxy.url, token: TOKEN, seed: 3, conversations: 4 });

  const client = clientOf(proxy, TOKEN);
  const { get, post } = client;
  const { conversation, path } = await begin(client);
  expect((await post(`${path}/messages`, { content: "你好", direction: "in" })).status).toBe(201);
  const sent = await post(`${path}/messages`, { content: "Hello", resolve: true });
  const receipts = [{ messageId: sent.body.id, signal: "read" }];
  expect((await post("/v1/receipts", { receipts })).body.results).toMatchObject([{ result: "applied" }]);
  expect((await get(path)).body).toMatchObject({ id: conversation.id, status: "resolved" });
  for (const list of ["/v1/me", "/v1/inboxes", "/v1/contacts", "/v1/conversations?status=open", "/v1/events"])
    expect((await get(list)).status, list).toBe(200);
  for (const procedure of ["members.list", "tokens.list", "me.get"])
    expect(await callTrpc(proxy.url, procedure, reader.cookie), procedure).toBe(200);

  expect(await waitUntil(() => load.promised.sends.size > 100, { withinMs: 60_000 })).toBe(true);
  const pools = await console<Record<string, unknown>>("show pools");
  await load.stop();
  const { pathname } = new URL(direct);
  const [pool] = pools.filter(({ database: name }) => `/${name}` === pathname);
  process.stdout.write(`SHOW POOLS under load: ${JSON.stringify(pool)}\n`);
  expect(pool).toMatchObject({ pool_mode: "transaction" });
  const servers = Number(pool?.["sv_active"]) + Number(pool?.["sv_idle"]) + Number(pool?.["sv_used"]);
  expect(servers).toBeLessThanOrEqual(POOL_SIZE.transaction);

  const straight = openDatabase({ url: direct, max: 2 });
  onTestFinished(() => straight.close());
  const isRead = async () => {
    const { waiting, lastSeq } = await readLogEnd(straight);
    return waiting === 0 && reader.seqs.at(-1) === lastSeq;
  };
  expect(await waitUntil(isRead, { withinMs: 10_000 })).toBe(true);
  expect(health.stop()).toEqual([]);
  await verifyDatabase(straight, load.promised);
  verifyReader(reader, (await readLogEnd(straight)).lastSeq);
}, 120_000);

test("a pooler in transaction mode alone, or as the direct address, is refused in one line", async ({
  skip,
}) => {
  const { direct, url } = await pooler(skip, "transaction");
  await expectFault({ DATABASE_URL: url }, "give Postgres' own address in DATABASE_DIRECT_URL as well");
  await expectFault(
    { DATABASE_URL: url, DATABASE_DIRECT_URL: url },
    "(DATABASE_DIRECT_URL) is behind a pooler in transaction mode too",
  );
  const other = await createOther();
  await expectFault({ DATABASE_URL: url, DATABASE_DIRECT_URL: other }, "is another database");
  expect(direct).not.toBe(url);
}, 120_000);

test("a pooler in session mode needs no second address", async ({ skip }) => {
  const { url } = await pooler(skip, "session");
  const app = startApp({ DATA_DIR: temporaryDataDir(), DATABASE_URL: url, DATABASE_CONNECTIONS: "2" });
  await app.ready();
  expect(await app.health()).toBe("ok");
}, 120_000);

async function expectFault(env: Record<string, string>, text: string): Promise<void> {
  const { code, stderr } = await startApp({ DATA_DIR: temporaryDataDir(), ...env }).ended();
  expect(stderr).toContain(text);
  expect({ code, lines: stderr.trimEnd().split("\n").length }).toEqual({ code: 1, lines: 1 });
}

async function createOther(): Promise<string> {
  const name = `other_${Date.now()}`;
  await onServer(`create database ${name}`);
  onTestFinished(() => onServer(`drop database ${name} with (force)`));
  return testServerUrl(name);
}

async function onServer(statement: string): Promise<void> {
  await withConnection(testServerUrl("postgres"), (client) => client.query(statement));
}

async function callTrpc(url: string, procedure: string, cookie: string): Promise<number> {
  const answer = await fetch(`${url}/api/trpc/${procedure}`, { headers: { cookie } });
  await answer.arrayBuffer();
  return answer.status;
}
