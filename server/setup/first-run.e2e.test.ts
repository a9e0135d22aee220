import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { createClient } from "@/server/lib/postgres/connection";
import { checkCredentials } from "@/server/queries/credentials/check-credentials";
import { findTokenCaller } from "@/server/queries/credentials/find-caller";
import { type Database, openDatabase } from "@/server/store/_postgres/db";
import { createTestDatabase, type TestDatabase } from "@/test/support/database/database";
import { type FirstRunEnv, firstRun, signInNotice } from "./first-run";

const now = () => new Date("2026-11-20T09:00:00.000Z");
/** A database for each test. */
const empty = await Promise.all(Array.from({ length: 8 }, () => createTestDatabase()));
let current: TestDatabase;
let database: Database;
beforeEach(() => {
  const next = empty.pop();
  if (!next) throw new Error("make one more database");
  current = next;
  database = openDatabase({ url: current.url, max: 2 });
});
afterEach(() => database.close());

function temporaryDataDir(): string {
  const folder = mkdtempSync(join(tmpdir(), "tickline-first-run-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

const start = (env: Partial<FirstRunEnv> & { DATA_DIR: string }) =>
  firstRun({ url: current.url, env: { SEED: "empty", ...env }, now });

const signIn = (email: string, password: string) =>
  checkCredentials(database, { email, password, address: "127.0.0.1" });

test("an empty database gets account 1 and an administrator who can sign in", async () => {
  const DATA_DIR = temporaryDataDir();
  const made = await start({ DATA_DIR });
  if (made.kind !== "made") throw new Error("there was an account already");
  expect(await database.query("select id from account")).toEqual([{ id: 1 }]);
  expect(await signIn("admin@tickline.local", made.password)).toMatchObject({ claims: { userId: 1 } });
  expect(made.password).toMatch(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/);
});

test("the password is shown once and kept in a file for the owner only", async () => {
  const DATA_DIR = temporaryDataDir();
  const made = await start({ DATA_DIR });
  const file = join(DATA_DIR, "sign-in.txt");
  if (made.kind !== "made") throw new Error("there was an account already");
  expect(signInNotice(made, { SEED: "empty" }, "http://here")).toContain(made.password);
  expect(readFileSync(file, "utf8")).toContain(made.password);
  expect(statSync(file).mode & 0o777).toBe(0o600);

  const later = await start({ DATA_DIR });
  const notice = signInNotice(later, { SEED: "empty" }, "http://here");
  expect(notice).toBe(`Sign in at http://here. The email and password are in ${file}\n`);
});

test("a file whose password is no longer that of the database, as of a restored one, is not pointed to", async () => {
  const DATA_DIR = temporaryDataDir();
  await start({ DATA_DIR });
  const file = join(DATA_DIR, "sign-in.txt");
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace(/^password: .*$/m, "password: aaaaa-bbbbb-ccccc-ddddd"));
  expect(await start({ DATA_DIR })).toEqual({ kind: "kept", file: null });
  writeFileSync(file, text.replace(/^email: .*$/m, "email: other@tickline.local"));
  expect(await start({ DATA_DIR })).toEqual({ kind: "kept", file: null });
  writeFileSync(file, text);
  expect(await start({ DATA_DIR })).toEqual({ kind: "kept", file });
});

test("the operator's email, password and token are used and stored nowhere in plain text", async () => {
  const DATA_DIR = temporaryDataDir();
  const given = {
    ADMIN_EMAIL: "ops@example.test",
    ADMIN_PASSWORD: "correct horse",
    ADMIN_API_TOKEN: "t".repeat(32),
  };
  const made = await start({ DATA_DIR, ...given });
  expect(made).toMatchObject({ kind: "made", email: given.ADMIN_EMAIL, file: null });
  expect(signInNotice(made, { SEED: "empty" }, "http://here")).not.toContain(given.ADMIN_PASSWORD);
  expect(await signIn(given.ADMIN_EMAIL, given.ADMIN_PASSWORD)).toMatchObject({ claims: { userId: 1 } });
  expect(await findTokenCaller(database, given.ADMIN_API_TOKEN)).toMatchObject({ role: "administrator" });
  const [dump] = await database.query<{ text: string }>(
    "select (select string_agg(t::text, '') from api_token t) || (select string_agg(body::text, '') from outbox) as text",
  );
  expect(dump?.text).not.toContain("tttttt"); // nor a part of the token
  expect((await start({ DATA_DIR })).kind).toBe("kept");
});

test("of two processes that start together one creates the account", async () => {
  const runs = await Promise.all([
    start({ DATA_DIR: temporaryDataDir() }),
    start({ DATA_DIR: temporaryDataDir() }),
  ]);
  expect(runs.map((run) => run.kind).sort()).toEqual(["kept", "made"]);
  expect(await database.query("select id from account")).toEqual([{ id: 1 }]);
});

test("each agent of the demo has a password of their own, which is in a file for the owner only", async () => {
  const DATA_DIR = temporaryDataDir();
  const made = await start({ DATA_DIR, SEED: "demo" });
  if (made.kind !== "made") throw new Error("there was an account already");
  const file = join(DATA_DIR, "demo-sign-ins.txt");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const signIns = [...readFileSync(file, "utf8").matchAll(/^(\S+@tickline\.local) (\S+)$/gm)];
  const passwords = signIns.map(([, , password]) => password);
  expect(new Set([...passwords, made.password]).size).toBe(8);
  for (const [, email = "", password = ""] of signIns) {
    expect(await signIn(email, password)).toMatchObject({ needsCode: false });
    await expect(signIn(email, made.password)).rejects.toMatchObject({ refusal: "auth.invalid_credentials" });
  }
}, 120_000); // the whole demo, and fourteen slow hashes of passwords

test("Postgres plans for the demo's rows from the start", async () => {
  await start({ DATA_DIR: temporaryDataDir(), SEED: "demo" });
  const tables = ["contact", "conversation", "message", "notification"];
  const counted = await database.query<{ name: string }>(
    "select relname as name from pg_class where relname = any($1) and reltuples > 0 order by 1",
    [tables],
  );
  expect(counted.map(({ name }) => name)).toEqual(tables);
}, 120_000); // the whole demo

test("a start killed while it writes the demo leaves nothing, and the next one begins again with the same password", async () => {
  const DATA_DIR = temporaryDataDir();
  const killed = start({ DATA_DIR, SEED: "demo" });
  killed.catch(() => undefined);
  await killAtWork();
  await expect(killed).rejects.toThrow();
  expect(await database.query("select 1 from account")).toEqual([]);
  const kept = readFileSync(join(DATA_DIR, "sign-in.txt"), "utf8");

  const made = await start({ DATA_DIR });
  if (made.kind !== "made") throw new Error("there was an account already");
  expect(kept).toContain(made.password);
  expect(await database.query("select id from account")).toEqual([{ id: 1 }]);
});

/** Ends the connection that writes the demo once it has written a part: sequences show it before the commit. */
async function killAtWork(): Promise<void> {
  const client = createClient(current.url);
  await client.connect();
  const isAtWork = async () => {
    const { rows } = await client.query("select last_value > 50 as works from outbox_id");
    return Boolean(rows[0]?.works);
  };
  expect(await waitUntil(isAtWork, { withinMs: 90_000, everyMs: 5 })).toBe(true);
  await client.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and state <> 'idle' and pid <> pg_backend_pid()",
  );
  await client.end();
}
