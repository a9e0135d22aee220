import { basename, join } from "node:path";
import { filesIn, makeFolder, moveFile, sumOf } from "./folders";

/** Files that could not be read, whole or in part, until an operator removes them. */
export type DamagedFiles = {
  moveIn(path: string): Promise<void>;
  /** Of the last look at the folder. */
  count(): number;
  bytes(): number;
  refresh(): Promise<void>;
};

export async function openDamagedFiles(folder: string): Promise<DamagedFiles> {
  await makeFolder(folder);
  let files = await filesIn(folder);
  const refresh = async () => {
    files = await filesIn(folder);
  };
  return {
    async moveIn(path) {
      await moveFile(path, join(folder, freeName(basename(path), files)));
      await refresh();
    },
    count: () => files.size,
    bytes: () => sumOf(files),
    refresh,
  };
}

/** A file of the same name is not replaced. */
function freeName(name: string, files: ReadonlyMap<string, number>): string {
  let free = name;
  for (let nth = 2; files.has(free); nth += 1) free = `${name}.${nth}`;
  return free;
}
