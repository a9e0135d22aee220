import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "@/server/lib/process/start-failure";
import { type BackupPlace, isBackupName } from "./backup-place";

const PARTIAL = ".partial";

/** Backups in a folder that only this program's user can enter. An archive gets its name when it is complete. */
export function createBackupFolder(folder: string): BackupPlace {
  return {
    name: `the folder ${folder} (BACKUP_DIR)`,
    async list() {
      const names = await readdir(folder).catch((error: unknown) => {
        if (codeOf(error) === "ENOENT") return []; // the first backup makes the folder
        throw error;
      });
      return names.filter(isBackupName).sort();
    },
    async store(name, write) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await removeInterrupted(folder);
      await write(join(folder, name)); // writes NAME.partial, and renames it last
    },
    remove: (name) => rm(join(folder, name), { force: true }),
  };
}

/** Removes what a killed process left: an archive without its name. */
export async function removeInterrupted(folder: string): Promise<void> {
  for (const name of await readdir(folder))
    if (name.endsWith(PARTIAL) && isBackupName(name.slice(0, -PARTIAL.length)))
      await rm(join(folder, name), { force: true });
}
