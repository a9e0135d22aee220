import { join } from "node:path";
import type { Env } from "@/server/lib/process/env";
import { log } from "@/server/lib/process/log";
import { reasonOf, StartFailure } from "@/server/lib/process/start-failure";
import { FileMissing, type FileStore, FileStoreAway, newFileKey } from "./file-store";
import { createFolderStore } from "./folder-store";
import { createS3Store } from "./s3-store";

/** The folder of the files that are not in a bucket. */
export const filesFolder = (dataDir: string): string => join(dataDir, "files");

/** The bucket of the environment, else the data folder. Connects to nothing and makes no folder. */
export const openFileStore = ({ s3, DATA_DIR }: Pick<Env, "s3" | "DATA_DIR">): FileStore =>
  s3 ? createS3Store(s3) : createFolderStore(filesFolder(DATA_DIR));

/**
 * Asks for a key that does not exist. A store that cannot be reached is logged: it may come back.
 * @throws StartFailure the store refuses: there is no such bucket, or the keys are wrong.
 */
export async function checkFileStore(files: FileStore): Promise<void> {
  try {
    (await files.read(newFileKey())).destroy();
  } catch (error) {
    if (error instanceof FileMissing) return;
    if (error instanceof FileStoreAway && error.isRefusal)
      throw new StartFailure(`the bucket for files (S3_BUCKET) cannot be used: ${reasonOf(error)}`);
    log.error(
      { reason: reasonOf(error) },
      "the file store cannot be reached: files can be neither sent nor shown",
    );
  }
}
