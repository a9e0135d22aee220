import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type S3Server, startS3Server } from "@/test/support/network/s3-server";
import { createDiskReserve } from "./disk-reserve";
import { type FileStore, FileStoreAway, FileStoreFull, newFileKey } from "./file-store";
import { createS3Store } from "./s3-store";

describe("disk reserve", () => {
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
    const disk = createDiskReserve({
      folders: ["a", "b"],
      bytes: 0,
      freeIn: async (name) => frees[name] ?? 0,
    });
    expect(await disk.free()).toBe(200);
  });
});

describe("s3 store", () => {
  let s3: S3Server;
  beforeAll(async () => {
    s3 = await startS3Server();
  });
  afterAll(() => s3.close());

  const MB = 1024 * 1024;

  async function* few(): AsyncGenerator<Uint8Array> {
    yield Buffer.from("few");
  }

  test("what a killed process left in S3 is removed with its key", async () => {
    const { S3Client, CreateMultipartUploadCommand, UploadPartCommand } = await import("@aws-sdk/client-s3");
    const { bucket, forcePathStyle, region, endpoint = "", credentials } = s3.settings;
    const client = new S3Client({ region, endpoint, forcePathStyle, ...(credentials && { credentials }) });
    onTestFinished(() => client.destroy());
    const key = newFileKey();
    const object = { Bucket: bucket, Key: key };
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(object));
    const Body = randomBytes(5 * MB);
    await client.send(new UploadPartCommand({ ...object, UploadId, PartNumber: 1, Body }));
    expect(await s3.uploads()).toContain(key);
    await createS3Store(s3.settings).remove(key);
    expect(await s3.uploads()).not.toContain(key);
  });

  test("a server that cannot list uploads still removes objects", async () => {
    const plain = await startS3Server({ listsUploads: false });
    onTestFinished(() => plain.close());
    const [store, key] = [createS3Store(plain.settings), newFileKey()];
    await store.write(key, few());
    await store.remove(key);
    expect(await plain.keys()).toEqual([]);
  });

  describe("an S3 that does not work", () => {
    const trouble = async (store: FileStore) => {
      const key = newFileKey();
      const calls = [store.write(key, few()), store.read(key), store.size(key), store.remove(key)];
      return (await Promise.allSettled(calls)).map((call) => call.status === "rejected" && call.reason);
    };

    test("is away when nothing answers", async () => {
      const gone = await startS3Server();
      await gone.close();
      for (const error of await trouble(createS3Store(gone.settings)))
        expect(error).toMatchObject({ name: "FileStoreAway", isRefusal: false });
    });

    test.each([
      ["key", { credentials: { accessKeyId: "nobody", secretAccessKey: "nothing" } }],
      ["bucket", { bucket: "nothing-here" }],
    ])("refuses a wrong %s", async (_, wrong) => {
      const store = createS3Store({ ...s3.settings, ...wrong });
      await expect(store.read(newFileKey())).rejects.toMatchObject({
        name: "FileStoreAway",
        isRefusal: true,
      });
      await expect(store.write(newFileKey(), few())).rejects.toThrow(FileStoreAway);
    });

    /** The store of a server that answers this to everything. */
    async function storeAnswering(status: number, code: string): Promise<FileStore> {
      const server = createServer((_, response) => {
        response.writeHead(status, { "content-type": "application/xml" });
        response.end(`<Error><Code>${code}</Code><Message>no</Message></Error>`);
      });
      await once(server.listen(0, "127.0.0.1"), "listening");
      onTestFinished(() => void server.close());
      const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      return createS3Store({ ...s3.settings, endpoint });
    }

    test("is full when it says so", async () => {
      const store = await storeAnswering(507, "XMinioStorageFull");
      await expect(store.write(newFileKey(), few())).rejects.toThrow(FileStoreFull);
    });

    test.each([
      [429, "TooManyRequests"],
      [400, "RequestTimeout"],
    ])("is away, and no refusal, when it answers %i %s", async (status, code) => {
      const store = await storeAnswering(status, code);
      await expect(store.read(newFileKey())).rejects.toMatchObject({
        name: "FileStoreAway",
        isRefusal: false,
      });
    });
  });
});
