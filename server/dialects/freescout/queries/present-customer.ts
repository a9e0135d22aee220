import type { Caller } from "@/server/contract/_shared/caller";
import type { Db } from "@/server/store/_postgres/db";
import { findContact } from "@/server/store/contacts/contacts";

/** A customer's id today: of one that was merged, that of the one they were merged into; an unknown one is itself. */
export const presentCustomerId = async (db: Db, { accountId }: Caller, customerId: number): Promise<number> =>
  (await findContact(db, accountId, customerId))?.id ?? customerId;

/** Whether two ids name one customer. */
export async function isSameCustomer(
  db: Db,
  caller: Caller,
  [one, other]: readonly [number, number],
): Promise<boolean> {
  if (one === other) return true;
  return (await presentCustomerId(db, caller, one)) === (await presentCustomerId(db, caller, other));
}
