import { readdirSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "@/test/support/temporary-folder";
import { writeArchive } from "./write-archive";

const now = new Date("2026-11-29T00:00:00Z");

test("an archive that is ended while it is to be read back is not read, and leaves no file", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "x.backup");
  const ending = new AbortController();
  const written = writeArchive(path, { now, signal: ending.signal }, async (writer) => {
    await writer.add("a", Buffer.from("1"));
    truncateSync(`${path}.partial`); // who reads it finds it damaged
    ending.abort(new Error("it stops"));
  });
  await expect(written).rejects.toThrow("it stops");
  expect(readdirSync(folder)).toEqual([]);
});

test("an archive ends before the disk has less room than stays free", async () => {
  const folder = temporaryFolder();
  const options = { now, leavesFree: Number.MAX_SAFE_INTEGER };
  const written = writeArchive(join(folder, "x.backup"), options, (writer) =>
    writer.add("a", Buffer.from("1")),
  );
  await expect(written).rejects.toThrow("stay free");
  expect(readdirSync(folder)).toEqual([]);
});
