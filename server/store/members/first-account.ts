import type { Db } from "@/server/store/_postgres/db";
import { LOCK_KEYS } from "@/server/store/_postgres/lock-keys";
import { prismaOf } from "@/server/store/_postgres/prisma";

/** Whether the installation has an account. */
export async function hasAccount(db: Db): Promise<boolean> {
  return (await prismaOf(db).account.findFirst({ select: { id: true } })) !== null;
}

/**
 * Waits until commit for another process that creates the first account. Resets ids that an interrupted start has used,
 * so that the first account always has id 1.
 * @returns false when an account exists.
 */
export async function claimFirstAccount(db: Db): Promise<boolean> {
  await db.query("select pg_advisory_xact_lock($1)", [LOCK_KEYS.createFirstAccount]);
  if (await hasAccount(db)) return false;
  await db.query("select setval(pg_get_serial_sequence('account', 'id'), 1, false)");
  return true;
}
