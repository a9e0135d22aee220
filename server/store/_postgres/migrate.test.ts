import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { createClient } from "@/server/lib/postgres/connection";
import { createTestDatabase } from "@/test/support/database/database";
import { migrate } from "./migrate";

let folder: string;
let url: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "migrations-"));
  writeFileSync(join(folder, "migration_lock.toml"), 'provider = "postgresql"\n');
  url = (await createTestDatabase(null)).url;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const AWKWARD = `
-- a comment; with a semicolon
create table a (text text default ';');
create function twice(n int) returns int language plpgsql as $$ begin n := n * 2; return n; end $$;
do $$ begin insert into a values ('x;y'); end $$;`;

describe("migrate", () => {
  test("applies functions, blocks and strings with semicolons, once", async () => {
    write("0001_awkward", AWKWARD);
    expect(await migrate(url, folder)).toEqual(["0001_awkward"]);
    expect(await select("select twice(21) as n, (select text from a) as text")).toEqual([
      { n: 42, text: "x;y" },
    ]);
    expect(await migrate(url, folder)).toEqual([]);
  });

  test("a failing file changes nothing, reports Postgres' reason, and applies once when corrected", async () => {
    write("0001_first", "create table first (id int);");
    write("0002_broken", "create table second (id int); insert into nowhere values (1);");
    await expect(migrate(url, folder)).rejects.toThrow(/nowhere.*does not exist/);
    expect(
      await select("select to_regclass('first')::text as first, to_regclass('second')::text as second"),
    ).toEqual([{ first: "first", second: null }]);
    write("0002_broken", "create table second (id int);");
    expect(await migrate(url, folder)).toEqual(["0002_broken"]);
  });

  test("runs of three processes at the same time apply each file once", async () => {
    const holder = createClient(url);
    await holder.connect();
    await holder.query("select pg_advisory_lock(9)");
    write("0001_slow", "select pg_advisory_xact_lock(9); create table slow (id int);");
    const runs = [migrate(url, folder), migrate(url, folder), migrate(url, folder)];
    const waiting = `select count(*)::int as n from pg_locks join pg_database d on d.oid = database
                      where locktype = 'advisory' and not granted and d.datname = current_database()`;
    await expect.poll(async () => (await holder.query(waiting)).rows).toEqual([{ n: 3 }]);
    await holder.end(); // the one that runs the file continues
    expect((await Promise.all(runs)).flat()).toEqual(["0001_slow"]);
  });

  test("an edited migration is refused", async () => {
    write("0001_first", "create table first (id int);");
    await migrate(url, folder);
    write("0001_first", "create table first (id bigint);");
    await expect(migrate(url, folder)).rejects.toThrow("0001_first was changed after");
  });

  test("a database of a newer release is refused", async () => {
    write("0001_first", "create table first (id int);");
    write("0002_newer", "create table newer (id int);");
    await migrate(url, folder);
    rmSync(join(folder, "0002_newer"), { recursive: true });
    await expect(migrate(url, folder)).rejects.toThrow("0002_newer, which this release does not know");
  });
});

function write(name: string, script: string): void {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, "migration.sql"), script);
}

async function select(query: string): Promise<unknown[]> {
  const client = createClient(url);
  await client.connect();
  onTestFinished(() => client.end());
  return (await client.query(query)).rows;
}
