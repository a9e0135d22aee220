import type { SenderContext } from "@/server/dialects/wukongim/context";
import { isReservedUid } from "@/server/dialects/wukongim/domain/channel";
import { readSystemUids } from "@/server/dialects/wukongim/queries/channels";

/** Whether each of these users is on the account's side: by its name, or because it was added to the system users. */
export async function readSides(
  c: SenderContext,
  uids: readonly string[],
): Promise<(uid: string) => boolean> {
  const { services, caller, inboxId } = c.var;
  const added = await readSystemUids(services.database, caller.accountId, { inboxId, uids });
  return (uid) => isReservedUid(uid) || added.has(uid);
}
