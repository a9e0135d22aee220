import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import type { FileStore } from "@/server/lib/files/file-store";
import { createFolderStore, listFolderKeys } from "@/server/lib/files/folder-store";
import { createS3Store } from "@/server/lib/files/s3-store";
import { openDatabase } from "@/server/store/_postgres/db";
import { readFileStoreKey } from "@/server/store/installation/installation";
import { createTestDatabase } from "@/test/support/database/database";
import { startS3Server } from "@/test/support/network/s3-server";
import { storeFile } from "@/test/support/scenes/stored-files";
import { adoptFileStore, proveFileStore } from "./prove-file-store";

const { url } = await createTestDatabase();
const database = openDatabase({ url, max: 4 });
const clock = { now: new Date() };

beforeEach(async () => {
  await database.query("update installation set file_store_key = null");
  await database.query("delete from file");
});

function folder() {
  const root = mkdtempSync(join(tmpdir(), "tickline-mark-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const filesFolder = join(root, "files");
  return { root, filesFolder, ...named(createFolderStore(filesFolder), `the folder ${filesFolder}`) };
}

const named = (files: FileStore, name: string) => ({ files, name });
const prove = (store: ReturnType<typeof named>) => proveFileStore(database, store);

test("processes with one folder start, one with a folder of its own is refused with what to do", async () => {
  const [shared, own] = [folder(), folder()];
  await prove(shared);
  await prove(shared); // another process, or the next start
  await expect(prove(own)).rejects.toThrow(
    `the folder ${own.filesFolder} is not the file store of this installation`,
  );
  await expect(prove(own)).rejects.toThrow("npm run confirm -- file-store");
});

test("of processes that start together with a folder each, one starts", async () => {
  const folders = [folder(), folder(), folder()];
  const started = await Promise.allSettled(folders.map(prove));
  expect(started.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  const marks: string[] = [];
  for (const { filesFolder } of folders) for await (const key of listFolderKeys(filesFolder)) marks.push(key);
  expect(marks).toEqual([await readFileStoreKey(database)]); // the others took theirs back
});

test("an empty volume mounted over the folder is refused; after `adopt` it is the installation's, and the former is not", async () => {
  const [before, empty] = [folder(), folder()];
  await prove(before);
  await expect(prove(empty)).rejects.toThrow("is not the file store");
  await adoptFileStore(database, empty);
  await prove(empty);
  await expect(prove(before)).rejects.toThrow("is not the file store");
});

test("the first start after an upgrade is refused in a folder without any of the newest files", async () => {
  const [right, empty] = [folder(), folder()];
  await storeFile({ database, clock, ...right }, 1, { content: Buffer.from("x") });
  await expect(prove(empty)).rejects.toThrow("has none of the newest files that the database names");
  expect(await readFileStoreKey(database)).toBeNull();
  await prove(right);
});

test("a folder that was copied with its files is the same store, also copied into a bucket", async () => {
  const [one, two] = [folder(), folder()];
  await prove(one);
  cpSync(one.filesFolder, two.filesFolder, { recursive: true });
  await prove(two);
  const s3 = await startS3Server();
  onTestFinished(() => s3.close());
  const bucket = named(createS3Store(s3.settings), "the bucket");
  await expect(prove(bucket)).rejects.toThrow("the bucket is not the file store");
  const key = (await readFileStoreKey(database)) ?? "";
  await bucket.files.write(key, await one.files.read(key));
  await prove(bucket);
});

test("a bucket that cannot be reached does not stop a start, and is not taken for another store", async () => {
  const s3 = await startS3Server();
  const bucket = named(createS3Store(s3.settings), "the bucket");
  await prove(bucket);
  await s3.close();
  await expect(prove(bucket)).resolves.toBeUndefined();
});

test("a bucket that does not exist is refused", async () => {
  const s3 = await startS3Server();
  onTestFinished(() => s3.close());
  const absent = named(createS3Store({ ...s3.settings, bucket: "absent" }), "the bucket absent");
  await expect(prove(absent)).rejects.toThrow("the bucket absent cannot be used for files: ");
});
