import type { Tx } from "@/server/store/events/tx";
import { INBOX, type InboxRow } from "./inboxes";

/** Inboxes by id, regardless of access; shared lock: no legal hold and no change of policy until commit. */
export async function shareInboxes(tx: Tx, ids: readonly number[]): Promise<ReadonlyMap<number, InboxRow>> {
  const rows = await tx.query<InboxRow>(
    `select ${INBOX} from inbox where account_id = $1 and id = any($2::bigint[]) order by id for share`,
    [tx.caller.accountId, ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** The inboxes on legal hold; shared lock: none gets a hold while something in it is deleted. */
export async function listInboxesOnHold(tx: Tx): Promise<number[]> {
  const rows = await tx.query<{ id: number; isOnHold: boolean }>(
    `select id, legal_hold as "isOnHold" from inbox where account_id = $1 order by id for share`,
    [tx.caller.accountId],
  );
  return rows.filter(({ isOnHold }) => isOnHold).map(({ id }) => id);
}
