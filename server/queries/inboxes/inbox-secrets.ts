import { createHmac, timingSafeEqual } from "node:crypto";
import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { callbackSecret } from "@/server/lib/crypto/stored-secret";
import type { Db } from "@/server/store/_postgres/db";
import {
  listCallbackSecretVersions,
  readCallbackSecretVersion,
  readIdentitySecret,
} from "@/server/store/inboxes/secrets";
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

/** Whether the inbox's own site can sign identifiers. */
export const hasIdentitySecret = async (
  db: Db,
  { accountId, inboxId }: { accountId: number; inboxId: number },
): Promise<boolean> => (await readIdentitySecret(db, accountId, inboxId)) !== null;

/** Whether `signature` is the HMAC-SHA256 of the identifier, in hex, under the inbox's secret. False without a secret. */
export async function isSignedIdentity(
  db: Db,
  { accountId, inboxId }: { accountId: number; inboxId: number },
  { identifier, signature }: { identifier: string; signature: string },
): Promise<boolean> {
  const secret = await readIdentitySecret(db, accountId, inboxId);
  if (secret === null) return false;
  const expected = createHmac("sha256", secret).update(identifier).digest();
  const given = Buffer.from(signature, "hex");
  return given.length === expected.length && timingSafeEqual(given, expected);
}
