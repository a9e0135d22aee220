import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";

/** Held while the first account is made, so that of processes starting together one makes it. Ours alone. */
const LOCK_KEY = 1_953_063_789;

/** Whether anybody can sign in at all. */
export async function hasAccount(db: Db): Promise<boolean> {
  return (await prismaOf(db).account.findFirst({ select: { id: true } })) !== null;
}

/**
 * Waits for whoever else makes the first account, until commit. Ids that an interrupted start has used up are taken
 * back, so that the first account is always 1.
 * @returns false when there is an account already.
 */
export async function claimFirstAccount(db: Db): Promise<boolean> {
  await db.query("select pg_advisory_xact_lock($1)", [LOCK_KEY]);
  if (await hasAccount(db)) return false;
  await db.query("select setval(pg_get_serial_sequence('account', 'id'), 1, false)");
  return true;
}
