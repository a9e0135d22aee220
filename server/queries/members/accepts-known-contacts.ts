import type { Caller } from "@/server/contract/_shared/caller";
import type { Db } from "@/server/store/_postgres/db";
import { findAccount } from "@/server/store/members/accounts";

/** Whether Chatwoot's API answers the creation of a contact that exists with that contact; else it refuses. */
export const acceptsKnownContacts = async (db: Db, { accountId }: Caller): Promise<boolean> =>
  (await findAccount(db, accountId))?.acceptsKnownContacts ?? false;
