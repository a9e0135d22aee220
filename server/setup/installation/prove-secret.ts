import { seal, unseal } from "@/server/lib/crypto/seal";
import { StartFailure } from "@/server/lib/process/start-failure";
import type { Db } from "@/server/store/_postgres/db";
import {
  claimSealedCheck,
  readSealedCheck,
  replaceSealedCheck,
} from "@/server/store/installation/installation";

const PURPOSE = "the secret of this installation";
const sealedNow = () => seal("Tickline", PURPOSE);

/**
 * Proves that this process has the secret of the installation's other processes and of its earlier starts: it opens what the
 * first of them sealed. The first one seals it.
 * @throws StartFailure it has another secret.
 */
export async function proveSecret(db: Db): Promise<void> {
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
