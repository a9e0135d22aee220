import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { callbackSecret } from "@/server/lib/crypto/callback-secret";
import type { Db } from "@/server/store/_postgres/db";
import {
  listCallbackSecretVersions,
  readCallbackSecretVersion,
} from "@/server/store/inboxes/callback-secret";
import { getInbox } from "./list-inboxes";

/** The secret that signs the calls of an inbox's program. Administrators only. */
export async function getCallbackSecret(
  db: Db,
  caller: Caller,
  inboxId: number,
): Promise<{ secret: string }> {
  await getInbox(db, caller, inboxId);
  if (caller.role !== "administrator") throw new Refusal("auth.forbidden");
  const callbackSecretVersion = await readCallbackSecretVersion(db, caller.accountId, inboxId);
  if (callbackSecretVersion === null) throw new Refusal("inbox.not_found");
  return { secret: callbackSecret({ inboxId, callbackSecretVersion }) };
}

/** The secrets that sign the calls of the programs of all inboxes, by inbox; none for those who are no administrators. */
export async function listCallbackSecrets(db: Db, caller: Caller): Promise<ReadonlyMap<number, string>> {
  if (caller.role !== "administrator") return new Map();
  const versions = await listCallbackSecretVersions(db, caller.accountId);
  return new Map(
    [...versions].map(([inboxId, callbackSecretVersion]) => [
      inboxId,
      callbackSecret({ inboxId, callbackSecretVersion }),
    ]),
  );
}
