import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { firstRun } from "@/server/setup/first-run";
import { compareCatalogs } from "@/server/store/_postgres/catalog";
import { migrate } from "@/server/store/_postgres/migrate";
import { catalogOf, contentsOf, historyOf } from "@/test/support/database/database-contents";
import { createDevelopmentDatabase } from "@/test/support/database/development-database";

const CATALOG = readFileSync("prisma/migrations/0001_baseline/catalog.txt", "utf8").trimEnd().split("\n");

test("a database with all migrations of the development versions keeps every row of the demo", async () => {
  const { url } = await createDevelopmentDatabase();
  await fillWithDemo(url);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  const before = await contentsOf(client);
  expect(Object.values(before).filter(({ rows }) => rows > 0).length).toBeGreaterThan(25);

  expect(await migrate(url)).not.toContain("0001_baseline");
  const { label_untold: _, ...kept } = before;
  expect(await contentsOf(client)).toEqual(kept);
  expect(compareCatalogs(CATALOG, await catalogOf(client))).toEqual([]);
  expect(await historyOf(client)).toHaveLength(1);
  expect(await migrate(url)).toEqual([]);
}, 240_000);

async function fillWithDemo(url: string): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), "tickline-demo-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  await firstRun({ url, env: { SEED: "demo", DATA_DIR: dataDir }, now: () => new Date() });
}
