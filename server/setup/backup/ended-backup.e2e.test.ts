import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, expect, test } from "vitest";
import { createFolderStore } from "@/server/lib/files/folder-store";
import { openDatabase } from "@/server/store/_postgres/db";
import { migrate } from "@/server/store/_postgres/migrate";
import { createTestDatabase } from "@/test/support/database/database";
import { storeFile } from "@/test/support/scenes/stored-files";
import { temporaryFolder } from "@/test/support/temporary-folder";
import { writeBackup } from "./write-backup";

/** Without tables: those of other tests have a guard that the product's lack. */
const { url } = await createTestDatabase(null);
await migrate(url);
const database = openDatabase({ url, max: 2 });
afterAll(() => database.close());

test("a backup that is ended while the file store does not go on with an attachment ends at once", async () => {
  const dataDir = temporaryFolder();
  const files = createFolderStore(join(dataDir, "files"));
  await storeFile({ database, files, clock: { now: new Date() } }, 1, { content: Buffer.from("the bytes") });
  const stopping = new AbortController();
  const stalling = () => new Readable({ read: () => stopping.abort(new Error("it stops")) }); // and then nothing
  const ended = writeBackup({
    url,
    dataDir,
    store: { ...files, read: async () => stalling() },
    file: join(dataDir, "x.backup"),
    now: new Date(),
    signal: stopping.signal,
    onProgress: () => undefined,
  }).then(
    () => "written",
    (error: unknown) => String(error),
  );
  expect(await ended).toBe("Error: it stops");
});
