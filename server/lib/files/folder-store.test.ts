import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FileMissing, FileStoreAway, newArchiveKey, newFileKey } from "./file-store";
import { createFolderStore, listFolderKeys } from "./folder-store";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tickline-folder-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function* one(): AsyncGenerator<Uint8Array> {
  yield Buffer.from("1");
}

test("only this program's user can read the folder and its files", async () => {
  const root = join(folder, "own", "files");
  const key = newFileKey();
  await createFolderStore(root).write(key, one());
  const modeOf = async (path: string) => (await stat(path)).mode & 0o777;
  expect(await modeOf(root)).toBe(0o700);
  expect(await modeOf(join(root, key.slice(0, 2)))).toBe(0o700);
  expect(await modeOf(join(root, key.slice(0, 2), key))).toBe(0o600);
});

test("the keys in the folder are found, of files and of archives, complete or not", async () => {
  const root = join(folder, "listed");
  const store = createFolderStore(root);
  const archived = { accountId: 1, inboxId: 2, displayId: 3, at: new Date("2026-11-24T00:00:00Z") };
  const keys = [newFileKey(), newFileKey(), newArchiveKey(archived), newArchiveKey(archived)];
  for (const key of keys) await store.write(key, one());
  await rename(join(root, keys[3] ?? ""), join(root, `${keys[3]}.part`));
  await writeFile(join(root, "notes.txt"), "of somebody else");
  await writeFile(join(root, newFileKey()), "in no subfolder");
  const found: string[] = [];
  for await (const key of listFolderKeys(root)) found.push(key);
  expect(found.toSorted()).toEqual(keys.toSorted());
});

test("what a killed process left in the folder is removed with its key, and never read", async () => {
  const root = join(folder, "killed");
  const [store, key] = [createFolderStore(root), newFileKey()];
  await mkdir(join(root, key.slice(0, 2)), { recursive: true });
  const draft = join(root, key.slice(0, 2), `${key}.part`);
  await writeFile(draft, "half of it");
  expect(await store.size(key)).toBeNull();
  await expect(store.read(key)).rejects.toThrow(FileMissing);
  await store.remove(key);
  expect(existsSync(draft)).toBe(false);
});

test("a full disk is told from other trouble, and keeps nothing of the file", () => {
  const root = join(folder, "full");
  const program = `
    import { createFolderStore, listFolderKeys } from "@/server/lib/files/folder-store";
    async function* bytes() {
      for (let i = 0; i < 20; i++) yield Buffer.alloc(100_000);
    }
    const write = createFolderStore(process.argv[1]).write("${newFileKey()}", bytes());
    console.log(await write.then(() => "written", (error) => error.name));
  `;
  // A file of this process may have 512 kB, as if the disk had no more.
  const limited = 'ulimit -f 1024 && exec "$0" --import tsx --input-type=module -e "$1" "$2"';
  const { stdout, stderr } = spawnSync("sh", ["-c", limited, process.execPath, program, root], {
    encoding: "utf8",
  });
  expect(stdout, stderr).toBe("FileStoreFull\n");
  expect(
    readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()),
  ).toEqual([]);
});

test("a folder that cannot be made is trouble", async () => {
  const file = join(folder, "a-file");
  await writeFile(file, "");
  const store = createFolderStore(join(file, "files"));
  await expect(store.write(newFileKey(), one())).rejects.toThrow(FileStoreAway);
});
