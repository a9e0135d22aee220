import { readFileSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import type pg from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { expect, onTestFinished, test } from "vitest";
import { createClient } from "@/server/lib/postgres/connection";
import { compareCatalogs } from "@/server/store/_postgres/catalog";
import { migrate } from "@/server/store/_postgres/migrate";
import { catalogOf, contentsOf, historyOf, rowCounts } from "@/test/support/database/database-contents";
import { createDevelopmentDatabase } from "@/test/support/database/development-database";
import { firstRunOfDemo } from "@/test/support/scenes/demo";
import { createWorld } from "@/test/support/scenes/world";

const CATALOG = readFileSync("prisma/migrations/0001_baseline/catalog.txt", "utf8").trimEnd().split("\n");

test("a database with all migrations of the development versions keeps every row of the demo", async () => {
  const { url } = await createDevelopmentDatabase();
  await fillWithDemo(url);
  const client = createClient(url);
  await client.connect();
  onTestFinished(() => client.end());
  const before = await contentsOf(client);
  expect(Object.values(before).filter(({ rows }) => rows > 0).length).toBeGreaterThan(25);

  await migrate(url, undefined, new Set(["0001_baseline"]));
  const { label_untold: _, ...kept } = before;
  expect(await contentsOf(client)).toEqual(kept);
  expect(compareCatalogs(CATALOG, await catalogOf(client))).toEqual([]);
  expect(await historyOf(client)).toHaveLength(1);

  const counts = await rowCounts(client);
  await migrate(url);
  expect(await rowCounts(client)).toMatchObject(counts);
  expect(await migrate(url)).toEqual([]);
}, 240_000);

/** Copies the demo from a database of this release: the columns that both have, and the rows that the older checks allow. */
async function fillWithDemo(url: string): Promise<void> {
  const world = await createWorld();
  await firstRunOfDemo(world);
  const [source, target] = [await connect(world.url), await connect(url)];
  const columnsOf = async (client: pg.Client) => {
    const { rows } = await client.query<{ table: string; columns: string[] }>(
      `select c.relname as table, array_agg(quote_ident(a.attname)::text order by a.attname) as columns
         from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
          and c.relname not in ('_prisma_migrations', 'relay_state') and a.attgenerated = ''
        group by 1 order by 1`,
    );
    return new Map(rows.map(({ table, columns }) => [table, columns]));
  };
  const [here, there, checks] = [await columnsOf(source), await columnsOf(target), await checksOf(target)];
  await target.query("set session_replication_role = replica");
  for (const [table, columns] of there) {
    const both = columns.filter((column) => here.get(table)?.includes(column)).join(", ");
    if (both === "") continue;
    const allowed = [
      "true",
      ...checks
        .filter((check) => check.table === table)
        .map(({ condition }) => `(${condition}) is not false`),
    ];
    await pipeline(
      source.query(copyTo(`copy (select ${both} from ${table} where ${allowed.join(" and ")}) to stdout`)),
      target.query(copyFrom(`copy ${table} (${both}) from stdin`)),
    );
  }
  await Promise.all([source.end(), target.end()]);
  await world.close();
}

/** The checks of words, such as `kind in (…)`: newer kinds have been added since. */
async function checksOf(client: pg.Client): Promise<{ table: string; condition: string }[]> {
  const { rows } = await client.query<{ table: string; condition: string }>(
    `select c.relname as table, pg_get_expr(k.conbin, k.conrelid) as condition
       from pg_constraint k join pg_class c on c.oid = k.conrelid
      where k.contype = 'c' and c.relnamespace = 'public'::regnamespace and array_length(k.conkey, 1) = 1
        and pg_get_expr(k.conbin, k.conrelid) like '%= ANY%'`,
  );
  return rows;
}

async function connect(url: string): Promise<pg.Client> {
  const client = createClient(url);
  await client.connect();
  return client;
}
