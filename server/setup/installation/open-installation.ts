import { seal, unseal } from "@/server/lib/crypto/seal";
import type { FileStore } from "@/server/lib/files/file-store";
import { nameOfStore } from "@/server/lib/files/open-file-store";
import type { Env } from "@/server/lib/process/env";
import { log } from "@/server/lib/process/log";
import { StartFailure } from "@/server/lib/process/start-failure";
import type { Db } from "@/server/store/_postgres/db";
import {
  claimSealedCheck,
  readSealedCheck,
  replaceSealedCheck,
} from "@/server/store/installation/installation";
import { proveFileStore } from "./prove-file-store";
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

const PURPOSE = "the secret of this installation";
const sealedNow = () => seal("Tickline", PURPOSE);

/**
 * Proves that this process has the secret of the installation's other processes and of its earlier starts: it opens what the
 * first of them sealed. The first one seals it.
 * @throws StartFailure it has another secret.
 */
async function proveSecret(db: Db): Promise<void> {
  let sealed = await readSealedCheck(db);
  if (sealed === null) {
    await claimSealedCheck(db, sealedNow());
    sealed = await readSealedCheck(db); // another process may have been first
  }
  if (sealed !== null && !opensSealed(sealed)) throw new StartFailure(OTHER);
}

/** Whether the secret of this process opens what the installation's sealed. */
export const opensSealed = (sealed: string): boolean => unseal(sealed, PURPOSE) !== null;

/** Takes the secret of this process as the installation's. What another one sealed stays unreadable. */
export const adoptSecret = (db: Db): Promise<void> => replaceSealedCheck(db, sealedNow());

const OTHER =
  "AUTH_SECRET (or DATA_DIR/auth-secret) is not the secret of this installation. With another one, members sign in again, and these are unreadable for good: two-factor secrets, webhook and identity secrets, push subscriptions, unsent links, and files that wait to be fetched; secrets of callbacks change. Set the former secret; to go on without it, run `npm run confirm -- auth-secret` (docs/operations.md, The secret)";
