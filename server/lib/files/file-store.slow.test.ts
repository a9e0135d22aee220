import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { type S3Server, startS3Server } from "@/test/support/network/s3-server";
import { FileMissing, type FileStore, newArchiveKey, newFileKey } from "./file-store";
import { createFolderStore } from "./folder-store";
import { createS3Store } from "./s3-store";

let folder: string;
let s3: S3Server;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tickline-store-"));
  s3 = await startS3Server();
});
afterAll(() => Promise.all([rm(folder, { recursive: true }), s3.close()]));

const filesIn = async (root: string) =>
  (await readdir(root, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

/** Each store, and the keys under which anything lies in it, complete or not. */
const STORES: { name: string; open: () => FileStore; contents: () => Promise<string[]> }[] = [
  {
    name: "folder",
    open: () => createFolderStore(join(folder, "data", "files")),
    contents: async () => (await filesIn(folder)).map((name) => name.slice(0, 32)),
  },
  {
    name: "S3",
    open: () => createS3Store(s3.settings),
    contents: async () => [...(await s3.keys()), ...(await s3.uploads())],
  },
];

/** Chunks as a connection gives them. */
async function* chunksOf(bytes: Uint8Array, chunkBytes = 65_536): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

async function* failing(bytes: Uint8Array, error: Error): AsyncGenerator<Uint8Array> {
  yield* chunksOf(bytes);
  throw error;
}

const MB = 1024 * 1024;
/** Nothing; less than a part of S3; exactly one; several, and a rest. */
const SIZES = [0, 1, 100_000, 5 * MB, 11 * MB + 17];

describe.each(STORES)("the store: $name", ({ open, contents }) => {
  test.each(SIZES)("%i bytes are read as they were written", async (size) => {
    const store = open();
    const [key, bytes] = [newFileKey(), randomBytes(size)];
    await store.write(key, chunksOf(bytes, 300_007));
    expect(await store.size(key)).toBe(size);
    expect((await buffer(await store.read(key))).equals(bytes)).toBe(true);
    await store.remove(key);
  });

  test("a range has its first and its last byte", async () => {
    const store = open();
    const [key, bytes] = [newFileKey(), randomBytes(6 * MB)];
    await store.write(key, Readable.from(chunksOf(bytes)));
    for (const [start, end] of [
      [0, 1], // not 0-0: s3rver takes an end of 0 for none
      [1, 1],
      [65_535, 65_536],
      [3 * MB, 6 * MB - 1],
    ] as const) {
      const read = await buffer(await store.read(key, { start, end }));
      expect(read.equals(bytes.subarray(start, end + 1)), `${start}-${end}`).toBe(true);
    }
    await store.remove(key);
  });

  test("a reader that ends early frees the file", async () => {
    const store = open();
    const key = newFileKey();
    await store.write(key, chunksOf(randomBytes(6 * MB)));
    const stream = await store.read(key);
    for await (const chunk of stream) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    expect(await waitUntil(() => stream.closed, { withinMs: 90_000 })).toBe(true);
    await store.remove(key);
    expect(await store.size(key)).toBeNull();
  });

  test("a key without a file has no size and cannot be read, and removing it is no error", async () => {
    const store = open();
    const key = newFileKey();
    expect(await store.size(key)).toBeNull();
    await expect(store.read(key)).rejects.toThrow(FileMissing);
    await store.remove(key);
    await store.write(key, chunksOf(randomBytes(10)));
    await store.remove(key);
    await store.remove(key);
    await expect(store.read(key)).rejects.toThrow(FileMissing);
  });

  test.each([100, 12 * MB])(
    "bytes that break off after %i are not stored, and throw their own error",
    async (size) => {
      const store = open();
      const [key, cut] = [newFileKey(), new Error("the connection was cut")];
      await expect(store.write(key, failing(randomBytes(size), cut))).rejects.toBe(cut);
      expect(await store.size(key)).toBeNull();
      expect(await contents()).not.toContain(key);
    },
  );

  test.each([0, 12 * MB])(
    "an abort after %i bytes ends the write while the source is silent",
    async (size) => {
      const store = open();
      const key = newFileKey();
      const stopped = new Error("stopped");
      const abort = new AbortController();
      async function* silent() {
        yield* chunksOf(randomBytes(size));
        setImmediate(() => abort.abort(stopped));
        await new Promise(() => {});
      }
      await expect(store.write(key, silent(), abort.signal)).rejects.toBe(stopped);
      expect(await store.size(key)).toBeNull();
      expect(await contents()).not.toContain(key);
    },
  );

  test("an archive is stored under its account, inbox and month", async () => {
    const store = open();
    const key = newArchiveKey({
      accountId: 1,
      inboxId: 2,
      displayId: 30,
      at: new Date("2026-11-30T23:59:59Z"),
    });
    expect(key).toMatch(/^archives\/1\/2\/2026-11\/30-[0-9a-f]{32}\.json\.gz$/);
    const bytes = randomBytes(1000);
    await store.write(key, chunksOf(bytes));
    expect(await buffer(await store.read(key))).toEqual(bytes);
    expect(await store.size(key)).toBe(1000);
    await store.remove(key);
    expect(await store.size(key)).toBeNull();
  });

  test("a write does not begin after an abort", async () => {
    const store = open();
    const key = newFileKey();
    const stopped = new Error("stopped");
    const write = store.write(key, chunksOf(randomBytes(10)), AbortSignal.abort(stopped));
    await expect(write).rejects.toBe(stopped);
    expect(await contents()).not.toContain(key);
  });

  test.each([
    "",
    "..",
    "../../etc/passwd",
    "ab/cd",
    "A".repeat(32),
    `${newFileKey()}0`,
    `archives/1/2/2026-11/../${newFileKey()}.json.gz`,
  ])("%j is no key", async (key) => {
    const store = open();
    await expect(store.read(key)).rejects.toThrow("not the key of a file");
    await expect(store.size(key)).rejects.toThrow("not the key of a file");
    await expect(store.remove(key)).rejects.toThrow("not the key of a file");
    await expect(store.write(key, chunksOf(randomBytes(1)))).rejects.toThrow("not the key of a file");
  });
});
