import { join } from "node:path";
import type { Env } from "@/server/lib/env/env";
import type { FileStore } from "./file-store";
import { createFolderStore } from "./folder-store";
import { createS3Store } from "./s3-store";

type StoreEnv = Pick<Env, "s3" | "DATA_DIR">;

/** The folder of the files that are not in a bucket. */
export const filesFolder = (dataDir: string): string => join(dataDir, "files");

/** The bucket of the environment, else the data folder. Connects to nothing and makes no folder. */
export const openFileStore = ({ s3, DATA_DIR }: StoreEnv): FileStore =>
  s3 ? createS3Store(s3) : createFolderStore(filesFolder(DATA_DIR));

/** How an operator knows the store. */
export const nameOfStore = ({ s3, DATA_DIR }: StoreEnv): string =>
  s3 ? `the bucket ${s3.bucket} (S3_BUCKET)` : `the folder ${filesFolder(DATA_DIR)} (DATA_DIR)`;
