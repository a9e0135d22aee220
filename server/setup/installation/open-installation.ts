import type { FileStore } from "@/server/lib/files/file-store";
import { nameOfStore } from "@/server/lib/files/open-file-store";
import type { Env } from "@/server/lib/process/env";
import { log } from "@/server/lib/process/log";
import type { Db } from "@/server/store/_postgres/db";
import { proveFileStore } from "./prove-file-store";
import { proveSecret } from "./prove-secret";
import { watchMaintenance } from "./watch-maintenance";
import { watchOutbound } from "./watch-outbound";

/**
 * Proves that this process belongs to the installation whose database it has, and follows whether it is in
 * maintenance, and whether anything may leave it.
 * @throws StartFailure it has another secret or another file store.
 */
export async function openInstallation(
  env: Env,
  { database, files }: { database: Db; files: FileStore },
): Promise<{ stop(): void }> {
  await proveSecret(database);
  await proveFileStore(database, { files, name: nameOfStore(env) });
  const watches = [
    await watchMaintenance({ db: database, log }),
    await watchOutbound({ ...env, db: database, log }),
  ];
  return {
    stop() {
      for (const watch of watches) watch.stop();
    },
  };
}
