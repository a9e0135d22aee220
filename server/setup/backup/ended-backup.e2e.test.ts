import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { createDiskReserve } from "@/server/lib/files/disk-reserve";
import type { FileStore } from "@/server/lib/files/file-store";
import { createFolderStore } from "@/server/lib/files/folder-store";
import { openDatabase } from "@/server/store/_postgres/db";
import { migrate } from "@/server/store/_postgres/migrate";
import { createTestDatabase } from "@/test/support/database/database";
import { startS3Server } from "@/test/support/network/s3-server";
import { openSwallowingProxy } from "@/test/support/network/swallowing-proxy";
import { storeFile } from "@/test/support/scenes/stored-files";
import { temporaryFolder } from "@/test/support/temporary-folder";
import { createScheduledBackups } from "./scheduled-backups";
import { writeBackup } from "./write-backup";

/** Without tables: those of other tests have a guard that the product's lack. */
const { url } = await createTestDatabase(null);
await migrate(url);
const database = openDatabase({ url, max: 2 });
afterAll(() => database.close());

let files: FileStore;
/** How a backup of one attachment ends whose store reads by `read`; `signal` may end it. */
async function outcomeOf(read: FileStore["read"], signal: AbortSignal): Promise<string> {
  const store = { ...files, read };
  const dataDir = temporaryFolder();
  const options = { url, dataDir, store, file: join(dataDir, "x.backup"), now: new Date(), signal };
  return writeBackup({ ...options, onProgress: () => undefined }).then(() => "written", String);
}

beforeEach(async () => {
  files = createFolderStore(join(temporaryFolder(), "files"));
  await database.query("delete from file");
  await storeFile({ database, files, clock: { now: new Date() } }, 1, { content: Buffer.from("the bytes") });
});

test("a backup that is ended while the file store does not go on with an attachment ends at once", async () => {
  const stopping = new AbortController();
  const stalling = () => new Readable({ read: () => stopping.abort(new Error("it stops")) }); // and then nothing
  expect(await outcomeOf(async () => stalling(), stopping.signal)).toBe("Error: it stops");
});

test("a backup that ends while an attachment is opened fails with its reason, and the process goes on", async () => {
  const ending = new AbortController();
  const read = async (key: string) => {
    const contents = await files.read(key);
    ending.abort(new Error("the lock is lost"));
    return contents;
  };
  expect(await outcomeOf(read, ending.signal)).toBe("Error: the lock is lost");
});

test("a backup that is ended while Postgres does not go on with a table ends at once", async () => {
  const proxy = await openSwallowingProxy(url);
  onTestFinished(() => proxy.close());
  const stopping = new AbortController();
  const onProgress = () => {
    proxy.swallow();
    setImmediate(() => stopping.abort(new Error("it stops"))); // the next table is requested by then
  };
  const dataDir = temporaryFolder();
  const options = { url: proxy.url, dataDir, store: null, file: join(dataDir, "x.backup"), now: new Date() };
  const written = writeBackup({ ...options, signal: stopping.signal, onProgress });
  await expect(written).rejects.toThrow("it stops");
});

test("a backup on its way to a bucket leaves the reserve of the database's disk free, and its alert says so", async () => {
  const server = await startS3Server();
  onTestFinished(() => server.close());
  const dataDir = temporaryFolder();
  const log = { error: vi.fn(), info: vi.fn() };
  const job = createScheduledBackups({
    settings: { place: { bucket: server.settings }, every: { hours: 6 }, keep: { count: 2 } },
    uploads: { disk: createDiskReserve({ folders: [dataDir], bytes: Number.MAX_SAFE_INTEGER }) },
    ...{ url, database, dataDir, files, log },
    now: () => new Date(),
  });
  await job(new AbortController().signal);
  const alert = expect.objectContaining({ reason: expect.stringContaining("no room") });
  expect(log.error).toHaveBeenCalledExactlyOnceWith(alert, expect.any(String));
  expect(await server.keys()).toEqual([]);
  expect(readdirSync(join(dataDir, "backup"))).toEqual([]);
});
