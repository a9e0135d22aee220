import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { createTestDatabase } from "@/test/support/database/database";
import { readChecksums } from "./adopt-baseline";
import { openDatabase } from "./db";
import { migrate } from "./migrate";

const FOLDER = "prisma/migrations";
const names = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

test("migrations are numbered from 0001 without gaps or duplicates", () => {
  expect(names.map((name) => /^(\d{4})_[a-z0-9_]+$/.exec(name)?.[1])).toEqual(
    names.map((_, i) => String(i + 1).padStart(4, "0")),
  );
});

test("no migration was edited since its checksum was committed", () => {
  const committed = readChecksums(readFileSync(`${FOLDER}/checksums.txt`, "utf8"));
  const found = names.map((name) => [name, sha256(readFileSync(`${FOLDER}/${name}/migration.sql`))]);
  expect(Object.fromEntries(committed)).toEqual(Object.fromEntries(found));
});

test("a role that may not create extensions can migrate, without the trigram index", async () => {
  const { url, name } = await createTestDatabase(null);
  const owner = openDatabase({ url, max: 1 });
  onTestFinished(async () => {
    await owner.query("drop owned by limited");
    await owner.query("drop role limited");
    await owner.close();
  });
  await owner.query("create role limited login password 'limited'");
  await owner.query(`grant connect on database ${name} to limited`);
  await owner.query("grant create, usage on schema public to limited");
  await migrate(Object.assign(new URL(url), { username: "limited", password: "limited" }).href);
  const made = await owner.query<{ index: string | null; total: string | null }>(
    "select to_regclass('contact_trigrams') as index, to_regclass('conversation_total') as total",
  );
  expect(made).toEqual([{ index: null, total: "conversation_total" }]);
});

const sha256 = (content: Buffer): string => createHash("sha256").update(content).digest("hex");
