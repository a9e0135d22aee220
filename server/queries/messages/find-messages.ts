import { type Caller, maySee } from "@/server/contract/_shared/caller";
import type { MessageDto } from "@/server/contract/_shared/dto";
import type { Db } from "@/server/store/_postgres/db";
import { select } from "@/server/store/_rows/columns";
import { MESSAGE_COLUMNS, type MessageRow, toMessageDto } from "@/server/store/_rows/message-row";

/** These messages in the given order; without those whose conversation the caller may not see. Indexes: the primary keys. */
export async function findMessages(db: Db, caller: Caller, ids: readonly number[]): Promise<MessageDto[]> {
  if (ids.length === 0) return [];
  const rows = await db.query<MessageRow & { isInId: number }>(
    `select ${select(MESSAGE_COLUMNS, "m")}, c.inbox_id as "isInId" from message m
       join conversation c on c.account_id = m.account_id and c.id = m.conversation_id
      where m.account_id = $1 and m.id = any($2::bigint[]) and c.lifecycle <> 'purged'
      order by array_position($2::bigint[], m.id)`,
    [caller.accountId, ids],
  );
  return rows
    .filter(({ isInId }) => maySee(caller, { inboxId: isInId }))
    .map(({ isInId: _, ...row }) => toMessageDto(row));
}
