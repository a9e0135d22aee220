import { createHmac, timingSafeEqual } from "node:crypto";
import type { Db } from "@/server/store/_postgres/db";
import { readIdentitySecret } from "@/server/store/inboxes/identity-secret";

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
