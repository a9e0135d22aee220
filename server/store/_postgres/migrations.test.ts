import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readChecksums } from "./adopt-baseline";

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

const sha256 = (content: Buffer): string => createHash("sha256").update(content).digest("hex");
