import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, onTestFinished, test, vi } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { withConnection } from "@/server/lib/postgres/connection";
import { createTestDatabase, testServerUrl } from "@/test/support/database/database";
import { connectTo, postgresPid } from "@/test/support/database/debian-program";
import { createDevelopmentDatabase, DEVELOPMENT_NAMES } from "@/test/support/database/development-database";
import { type AppProcess, isAlive, startApp, temporaryDataDir } from "@/test/support/processes/app-process";
import { webProcessesOf } from "@/test/support/processes/web-processes";

/** Each test starts Postgres, some several times, and some with two web processes. */
vi.setConfig({ testTimeout: 180_000 });

/** The folder of the first test's product after its end: a first start costs more than half of a test's time. */
const prepared = join(mkdtempSync(join(tmpdir(), "tickline-prepared-")), "data");
afterAll(() => rmSync(dirname(prepared), { recursive: true }));

/** A copy of it. */
function preparedDataDir(): string {
  const dataDir = temporaryDataDir();
  execFileSync("cp", ["-a", prepared, dataDir]);
  return dataDir;
}

test("a first start creates its database, a second one on the same data fails with one line, and SIGTERM ends all processes", async () => {
  const dataDir = temporaryDataDir();
  const app = startApp({ DATA_DIR: dataDir });
  await app.ready();
  await expectOneLine(
    startApp({ DATA_DIR: dataDir }),
    `already running on the data folder ${dataDir} (process ${app.pid})`,
  );
  expect(await app.health()).toBe("ok");
  const postgres = postgresPid(dataDir);
  app.child.kill("SIGTERM");
  const { code, stdout } = await app.ended();
  expect({ code, postgresLives: isAlive(postgres) }).toEqual({ code: 0, postgresLives: false });
  expect(stdout).toMatch(
    /configuration \d+ ms, lock \d+ ms, port \d+ ms, database \d+ ms, migrations \d+ ms/,
  );
  execFileSync("cp", ["-a", dataDir, prepared]);
});

test("after kill -9 of the app its Postgres is stopped, and the next start has the data; so does one after kill -9 of both", async () => {
  const dataDir = preparedDataDir();
  const killed = startApp({ DATA_DIR: dataDir });
  await killed.ready();
  await execute(dataDir, "create table kept (id int)");
  const orphan = postgresPid(dataDir);
  killed.child.kill("SIGKILL");
  await killed.ended();
  expect(isAlive(orphan)).toBe(true);

  const second = startApp({ DATA_DIR: dataDir });
  await second.ready();
  expect(isAlive(orphan)).toBe(false);
  await execute(dataDir, "insert into kept values (1)");
  second.child.kill("SIGKILL");
  process.kill(postgresPid(dataDir), "SIGKILL");
  await startApp({ DATA_DIR: dataDir }).ready();
  await execute(dataDir, "insert into kept values (2)");
});

test("after kill -9 of the main process its web processes end too, and the next start has the data folder", async () => {
  const dataDir = preparedDataDir();
  const killed = startApp({ DATA_DIR: dataDir, ROLE: "all", WEB_THREADS: "2" });
  await killed.ready();
  const webs = [...webProcessesOf(killed.pid).values()];
  expect(webs).toHaveLength(2);
  killed.child.kill("SIGKILL");
  await killed.ended(); // they hold its output: it is closed when they have ended
  expect(webs.filter(isAlive)).toEqual([]);
  const next = startApp({ DATA_DIR: dataDir, ROLE: "all", WEB_THREADS: "2" });
  await next.ready();
  next.child.kill("SIGTERM");
  expect((await next.ended()).code).toBe(0);
});

test("two data folders run at the same time with separate databases", async () => {
  const [one, two] = [preparedDataDir(), preparedDataDir()];
  const apps = [startApp({ DATA_DIR: one }), startApp({ DATA_DIR: two })];
  await Promise.all(apps.map((app) => app.ready()));
  await execute(one, "create table only_here (id int)");
  await expect(execute(two, "select 1 from only_here")).rejects.toThrow("does not exist");
});

test("the app's health reports a killed Postgres, then recovers by itself", async () => {
  const dataDir = preparedDataDir();
  const app = startApp({ DATA_DIR: dataDir });
  await app.ready();
  const seen = new Set<string>();
  process.kill(postgresPid(dataDir), "SIGSTOP"); // so that the outage lasts until health reports it
  await waitUntil(async () => seen.add(await app.health()).has("database_down"), { withinMs: 10_000 });
  process.kill(postgresPid(dataDir), "SIGKILL");
  const isBack = await waitUntil(async () => (await app.health()) === "ok", { withinMs: 15_000 });
  expect({ isBack, sawOutage: seen.has("database_down") }).toEqual({ isBack: true, sawOutage: true });
  await execute(dataDir, "select 1");
});

test("a taken port fails the start with one line", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void other.close());
  await once(other, "listening");
  const address = other.address();
  const port = typeof address === "object" && address ? address.port : 0;
  await expectOneLine(
    startApp({ DATA_DIR: temporaryDataDir(), PORT: String(port) }),
    `port ${port} on 127.0.0.1 is taken`,
  );
});

test("a data folder without write permission fails the start with one line", async () => {
  await expectOneLine(
    startApp({ DATA_DIR: "/proc/tickline" }),
    "cannot write to the data folder /proc/tickline",
  );
});

test("an invalid variable fails the start with one line that does not show its value", async () => {
  const app = startApp({ DATA_DIR: temporaryDataDir(), DATABASE_URL: "mysql://root:hunter2@db/x" });
  await expectOneLine(app, "DATABASE_URL: must be a postgres:// address");
  expect((await app.ended()).stderr).not.toContain("hunter2");
});

test("an unreachable database fails the start with one line without the password", async () => {
  const app = startApp({ DATA_DIR: temporaryDataDir(), DATABASE_URL: "postgres://me:hunter2@127.0.0.1:1/x" });
  await expectOneLine(
    app,
    "the database at 127.0.0.1:1 (DATABASE_URL) cannot be reached: connect ECONNREFUSED",
  );
  expect((await app.ended()).stderr).not.toContain("hunter2");
});

test("a database of another encoding or locale fails the start with one line", async () => {
  const ascii = await makeDatabase("encoding 'SQL_ASCII' locale 'C'");
  await expectOneLine(
    startApp({ DATA_DIR: temporaryDataDir(), DATABASE_URL: ascii }),
    "is encoded in SQL_ASCII, but UTF8 is needed",
  );
  const plain = await makeDatabase("encoding 'UTF8' locale 'C'");
  await expectOneLine(startApp({ DATA_DIR: temporaryDataDir(), DATABASE_URL: plain }), "has lc_ctype C");
});

test("an external database is migrated and used", async () => {
  const { url } = await createTestDatabase(null);
  const app = startApp({ DATA_DIR: temporaryDataDir(), DATABASE_URL: url });
  await app.ready();
  expect(await app.health()).toBe("ok");
});

test("a database of a development version is upgraded by a start", async () => {
  const { url } = await createDevelopmentDatabase();
  const app = startApp({ DATA_DIR: temporaryDataDir(), DATABASE_URL: url });
  await app.ready();
  expect(await app.health()).toBe("ok");
});

test("a database of a development version that lacks a migration is refused in one line", async () => {
  const { url } = await createDevelopmentDatabase(DEVELOPMENT_NAMES.slice(0, -1));
  await expectOneLine(
    startApp({ DATA_DIR: temporaryDataDir(), DATABASE_URL: url }),
    "had 38 of 39 migrations (0040_events_without_conversation is missing) and was not changed",
  );
});

async function expectOneLine(app: AppProcess, text: string): Promise<void> {
  const { code, stderr, stdout } = await app.ended();
  expect(stderr, stdout).toContain(text);
  expect({ code, lines: stderr.trimEnd().split("\n").length }).toEqual({ code: 1, lines: 1 });
}

/** Runs a statement on the built-in database of a data folder. */
async function execute(dataDir: string, statement: string): Promise<void> {
  const client = await connectTo(dataDir);
  await client.query(statement).finally(() => client.end());
}

async function makeDatabase(how: string): Promise<string> {
  const name = `locale_${Math.random().toString(36).slice(2)}`;
  await query(testServerUrl("postgres"), `create database ${name} ${how} template template0`);
  onTestFinished(() => query(testServerUrl("postgres"), `drop database ${name} with (force)`));
  return testServerUrl(name);
}

async function query(url: string, statement: string): Promise<void> {
  await withConnection(url, (client) => client.query(statement));
}
