import { chmod, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { codeOf } from "@/server/lib/process/start-failure";

/** Only the operator reads them: headers contain credentials. */
export const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

/** Makes a change of a folder's names survive a power failure. */
export async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder, or corrects the mode of one that was there before. */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  await chmod(folder, FOLDER_MODE);
  await flushFolder(dirname(folder));
}

/** Removes a file, if there is one, so that it does not return after a power failure. */
export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
  await flushFolder(dirname(path));
}

/** Moves a file; both folders are flushed. */
export async function moveFile(from: string, to: string): Promise<void> {
  await rename(from, to);
  await flushFolder(dirname(to));
  if (dirname(from) !== dirname(to)) await flushFolder(dirname(from));
}

const DRAFT = ".draft";

/** Writes a file as a whole or not at all: under its name there is the old content, or all of the new. */
export async function writeWhole(path: string, content: string): Promise<void> {
  const draft = `${path}${DRAFT}`;
  try {
    const file = await open(draft, "w", FILE_MODE);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await moveFile(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Removes what a killed process had begun to write. */
export async function removeDrafts(folder: string): Promise<void> {
  for (const name of await readdir(folder)) if (name.endsWith(DRAFT)) await removeFile(join(folder, name));
}

/** The files of a folder with their sizes in bytes; `known` has the sizes of an earlier look, which do not change. */
export async function filesIn(
  folder: string,
  known: ReadonlyMap<string, number> = new Map(),
): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isFile() || entry.name.endsWith(DRAFT)) continue;
    const size = known.get(entry.name) ?? (await sizeOf(join(folder, entry.name)));
    if (size !== null) found.set(entry.name, size);
  }
  return found;
}

/** Null: an operator has removed it meanwhile. */
async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  }
}

export const sumOf = (sizes: ReadonlyMap<string, number>): number =>
  [...sizes.values()].reduce((sum, size) => sum + size, 0);
