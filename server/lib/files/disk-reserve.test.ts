import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createDiskReserve } from "./disk-reserve";

const open = (free: number | (() => number)) =>
  createDiskReserve({
    folders: ["files"],
    bytes: 100,
    freeIn: async () => (typeof free === "number" ? free : free()),
  });

test("files that come at once do not get the same room of the disk", async () => {
  const disk = open(150);
  const first = await disk.promise(40);
  expect(await disk.promise(40)).toBeNull();
  first?.end();
  expect(await disk.promise(40)).not.toBeNull();
});

test("what was written is no longer promised, and more than was promised takes nothing from others", async () => {
  let free = 200;
  const disk = open(() => free);
  const first = await disk.promise(40);
  const second = await disk.promise(40);
  first?.written(60);
  free -= 60;
  first?.end();
  expect(await disk.promise(1)).toBeNull(); // 140 are free, 40 of them are promised
  second?.end();
  expect(await disk.promise(40)).not.toBeNull();
});

test("nothing stays promised when the disk cannot be looked at", async () => {
  let isBroken = true;
  const disk = createDiskReserve({
    folders: ["files"],
    bytes: 100,
    freeIn: async () => {
      if (isBroken) throw new Error("EIO: i/o error");
      return 150;
    },
  });
  await expect(disk.promise(50)).rejects.toThrow("EIO");
  isBroken = false;
  expect(await disk.promise(50)).not.toBeNull();
});

test("the fullest of the disks counts, and a folder that is not there does not", async () => {
  const folder = await mkdtemp(join(tmpdir(), "disk-reserve-"));
  const real = await createDiskReserve({ folders: [folder, join(folder, "none")], bytes: 0 }).free();
  expect(real).toBeGreaterThan(0);
  expect(real).toBeLessThan(Number.POSITIVE_INFINITY);
  const frees: Record<string, number> = { a: 300, b: 200 };
  const disk = createDiskReserve({ folders: ["a", "b"], bytes: 0, freeIn: async (name) => frees[name] ?? 0 });
  expect(await disk.free()).toBe(200);
});
