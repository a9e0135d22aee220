import { isReservedUid } from "@/server/contract/wukongim/rules";
import type { SenderContext } from "@/server/dialects/wukongim/context";
import { readSystemUids } from "@/server/queries/wukongim/channels";

type Db = Parameters<typeof readSystemUids>[0];

/** Whether each of these users is on the account's side: by its name, or because it was added to the system users. */
export async function sidesOf(
  db: Db,
  { accountId, ...of }: { accountId: number; inboxId: number; uids: readonly string[] },
): Promise<(uid: string) => boolean> {
  const added = await readSystemUids(db, accountId, of);
  return (uid) => isReservedUid(uid) || added.has(uid);
}

/** The same for a request. */
export const readSides = (c: SenderContext, uids: readonly string[]): Promise<(uid: string) => boolean> => {
  const { services, caller, inboxId } = c.var;
  return sidesOf(services.database, { accountId: caller.accountId, inboxId, uids });
};
