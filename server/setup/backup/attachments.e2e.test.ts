import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { archiveManifest, readArchive } from "@/server/lib/archive/read-archive";
import { readEnv } from "@/server/lib/env/env";
import { FileStoreFull, newArchiveKey, newFileKey } from "@/server/lib/files/file-store";
import { createFolderStore } from "@/server/lib/files/folder-store";
import { createS3Store } from "@/server/lib/files/s3-store";
import { openInstallation } from "@/server/setup/installation/open-installation";
import { adoptFileStore } from "@/server/setup/installation/prove-file-store";
import { openDatabase } from "@/server/store/_postgres/db";
import { migrate } from "@/server/store/_postgres/migrate";
import { isHalfRestored } from "@/server/store/installation/installation";
import { createTestDatabase } from "@/test/support/database/database";
import { restoreFile } from "@/test/support/database/restore-file";
import { startS3Server } from "@/test/support/network/s3-server";
import { clearFiles, keysOnDisk, storeFile } from "@/test/support/scenes/stored-files";
import { temporaryFolder } from "@/test/support/temporary-folder";
import { restoreAttachments } from "./attachments";
import { type BackupOptions, writeBackup } from "./write-backup";

/** Without tables: those of other tests have a guard that the product's lack. */
const empty = await Promise.all(Array.from({ length: 4 }, () => createTestDatabase(null)));
const nextEmpty = (): string => {
  const next = empty.pop();
  if (!next) throw new Error("make one more database");
  return next.url;
};
const url = nextEmpty();
const filesFolder = mkdtempSync(join(tmpdir(), "tickline-files-"));
const files = createFolderStore(filesFolder);
const source = { database: openDatabase({ url, max: 2 }), files, filesFolder, clock: { now: new Date() } };
beforeAll(async () => {
  await migrate(url);
  return async () => {
    await source.database.close();
    rmSync(filesFolder, { recursive: true });
  };
});
beforeEach(() => clearFiles(source));

const progress = { signal: new AbortController().signal, onProgress: () => {} };

const backUp = async (options: Partial<BackupOptions> = {}) => {
  const folder = temporaryFolder();
  const file = join(folder, "x.backup");
  const { now } = source.clock;
  const written = await writeBackup({
    url,
    dataDir: folder,
    store: files,
    file,
    now,
    ...progress,
    ...options,
  });
  return { file, ...written };
};

const restore = async (file: string, options: Partial<Parameters<typeof restoreFile>[0]> = {}) => {
  const folder = temporaryFolder();
  const storeFolder = join(folder, "files");
  const store = createFolderStore(storeFolder);
  const target = {
    url: options.url ?? nextEmpty(),
    dataDir: folder,
    store,
    storeFolder,
    file,
    isReplacing: false,
    ...progress,
  };
  return { store, storeFolder, ...(await restoreFile({ ...target, ...options })) };
};

/** A file with these contents and, if given, a preview. */
async function withPreview(content: string, preview?: string) {
  const file = await storeFile(source, 1, { content: Buffer.from(content) });
  const previewKey = newFileKey();
  if (preview === undefined) return { ...file, previewKey };
  await files.write(previewKey, Readable.from([Buffer.from(preview)]));
  await source.database.query("update file set preview_key = $2 where id = $1", [file.id, previewKey]);
  return { ...file, previewKey };
}

test("files, previews and archived conversations are in the archive with their digests, and restored where a store is configured", async () => {
  const one = await withPreview("the first", "its preview");
  const two = await withPreview("");
  const ids = { accountId: 123_456_789, inboxId: 987_654_321, displayId: 123_456_789_012 };
  const key = newArchiveKey({ ...ids, at: new Date("2026-11-24T00:00:00Z") });
  await storeFile(source, 1, { key, content: Buffer.from("of a conversation") });
  const { file, attachments } = await backUp();
  expect(attachments).toEqual({ files: 4, bytes: 37, lost: 0, deleted: 0 });
  const archive = await readArchive(file);
  const { parts } = archiveManifest.parse({ parts: archive.parts });
  const [row] = await source.database.query<{ sha256: string }>("select sha256 from file where id = $1", [
    one.id,
  ]);
  expect(parts).toContainEqual({ name: `attachments/${one.key}`, bytes: 9, sha256: row?.sha256 });

  const folder = await restore(file);
  expect(folder.attachments).toEqual({ files: 4, bytes: 37 });
  expect((await keysOnDisk({ filesFolder: folder.storeFolder })).sort()).toEqual(
    [one.key, one.previewKey, two.key, key].sort(),
  );
  expect((await buffer(await folder.store.read(key))).toString()).toBe("of a conversation");
  expect((await buffer(await folder.store.read(one.previewKey))).toString()).toBe("its preview");

  const s3 = await startS3Server();
  onTestFinished(() => s3.close());
  const bucket = createS3Store(s3.settings);
  await restoreAttachments(archive, { files: bucket, ...progress });
  expect((await buffer(await bucket.read(one.key))).toString()).toBe("the first");
});

test("a backup during uploads has what its rows name: not what came later, nor what was deleted meanwhile", async () => {
  const [kept, deleted, deletedLate] = [
    await withPreview("kept"),
    await withPreview("x"),
    await withPreview("y"),
  ];
  const uploading = await storeFile(source, 1, {
    state: "uploading",
    content: Buffer.from("half"),
  });
  let later = { key: "" };
  const opened: string[] = [];
  const store = {
    ...files,
    async read(key: string) {
      if (opened.push(key) === 1) {
        later = await withPreview("after the snapshot");
        await source.database.query("delete from file where id = any($1)", [[deleted.id, deletedLate.id]]);
        await files.remove(deleted.key);
      }
      if (key === deletedLate.key) {
        const stream = await files.read(key);
        await files.remove(key); // between opening and asking for its size
        return stream;
      }
      return files.read(key);
    },
  };
  const { file, attachments } = await backUp({ store });
  expect(attachments).toMatchObject({ files: 1, lost: 0, deleted: 2 });
  const names = (await readArchive(file)).parts.map(({ name }) => name);
  expect(names).toContain(`attachments/${kept.key}`);
  for (const { key } of [uploading, later, deleted, deletedLate])
    expect(names).not.toContain(`attachments/${key}`);
});

test("a backup fails and leaves no file when rows name bytes that are gone, and lists them; allowed, it warns", async () => {
  const kept = await withPreview("kept");
  const lost = await withPreview("lost", "its preview");
  for (const key of [lost.key, lost.previewKey]) await files.remove(key);
  const lines: string[] = [];
  const options = { onProgress: (line: string) => void lines.push(line), file: join(temporaryFolder(), "y") };
  await expect(backUp(options)).rejects.toThrow("has no bytes for 2 attachments that the database names");
  expect(existsSync(options.file)).toBe(false);
  expect(lines.filter((line) => line.startsWith("no bytes: "))).toEqual([
    `no bytes: file ${lost.id} of account 1, "x.bin" (${lost.key})`,
    `no bytes: preview of file ${lost.id} of account 1, "x.bin" (${lost.previewKey})`,
  ]);
  const { file, attachments } = await backUp({ onMissing: () => undefined });
  expect(attachments).toMatchObject({ files: 1, lost: 2, deleted: 0 });
  const names = (await readArchive(file)).parts.map(({ name }) => name);
  expect(names).toContain(`attachments/${kept.key}`);
});

test("a backup that the store ends leaves no file of it open", async () => {
  await storeFile(source, 1, { content: Buffer.from("the first") });
  const opened: Readable[] = [];
  const read = async (key: string) => {
    const contents = await files.read(key);
    opened.push(contents);
    return contents;
  };
  const size = async () => Promise.reject(new Error("the store is away"));
  await expect(backUp({ store: { ...files, read, size } })).rejects.toThrow("the store is away");
  expect(opened.map(({ destroyed }) => destroyed)).toEqual([true]);
});

test("an archive of an installation with a bucket has no bytes, and says so", async () => {
  const { key } = await withPreview("in the bucket");
  const { file, attachments } = await backUp({ store: null });
  expect(attachments).toBeNull();
  const archive = await readArchive(file);
  expect(archive.parts.some(({ name }) => name.includes(key))).toBe(false);
  const description: unknown = JSON.parse((await archive.read("backup.json")).toString("utf8"));
  expect(description).toMatchObject({ attachments: "bucket" });
});

test("a restore that replaces a database removes its files, completes half a file, and keeps what is there", async () => {
  const { key } = await withPreview("the whole file");
  const { file } = await backUp();
  const target = nextEmpty();
  const folder = temporaryFolder();
  const storeFolder = join(folder, "files");
  const store = createFolderStore(storeFolder);
  const write = (k: string, content: string) => store.write(k, Readable.from([Buffer.from(content)]));
  await write(key, "half");
  await write(newFileKey(), "of the database before");
  const options = { url: target, dataDir: folder, store, storeFolder, isReplacing: true };
  await restore(file, options);
  expect(await keysOnDisk({ filesFolder: storeFolder })).toEqual([key]);
  expect((await buffer(await store.read(key))).toString()).toBe("the whole file");
  const written: string[] = [];
  const counting = {
    ...store,
    write: (k: string, bytes: AsyncIterable<Uint8Array>) => {
      written.push(k);
      return store.write(k, bytes);
    },
  };
  await restore(file, { ...options, store: counting });
  expect(written).toEqual([]);
}, 60_000); // two restores

test("no process starts on what an interrupted restore has left, and the next one with --replace completes it", async () => {
  const { key } = await withPreview("a file");
  const { file } = await backUp();
  const target = { url: nextEmpty(), isReplacing: true };
  const write = async (_key: string, bytes: AsyncIterable<Uint8Array>) => {
    for await (const _ of bytes) throw new FileStoreFull("no space left on device");
  };
  await expect(
    restore(file, { ...target, store: { ...files, size: async () => null, write } }),
  ).rejects.toThrow(
    "the rows are restored, but not all files (no space left on device): no process starts on them; run this again",
  );
  const start = async () => {
    const database = openDatabase({ url: target.url, max: 1 });
    return openInstallation(readEnv({}), { database, files }).finally(() => database.close());
  };
  await expect(start()).rejects.toThrow("a restore into this database has not ended");
  const { store } = await restore(file, target);
  expect(await store.size(key)).toBe(6);
  await expect(start()).rejects.toThrow("a restore into this database has not ended");
  const database = openDatabase({ url: target.url, max: 1 });
  await adoptFileStore(database, { files: store, name: "the folder" });
  expect(await isHalfRestored(database)).toBe(false);
  await database.close();
}, 60_000); // two restores
