import { one } from "@/server/store/_postgres/db";
import { select } from "@/server/store/_rows/columns";
import type { Tx } from "@/server/store/events/tx";
import { CONVERSATION_MEMBER_COLUMNS, type ConversationMemberRow } from "@/server/store/generated/rows";

/** Up to which number of the history messages were delivered to a member, and read by them. */
export type Positions = Pick<ConversationMemberRow, "deliveredNumber" | "readNumber">;

/**
 * Raises the positions of a member of a locked conversation; they never fall. No event: no DTO contains them.
 */
export async function savePositions(
  tx: Tx,
  { id }: ConversationMemberRow,
  { deliveredNumber, readNumber }: Positions,
): Promise<ConversationMemberRow> {
  return one(
    await tx.query<ConversationMemberRow>(
      `update conversation_member
          set delivered_number = greatest(delivered_number, $3), read_number = greatest(read_number, $4)
        where account_id = $1 and id = $2 returning ${select(CONVERSATION_MEMBER_COLUMNS)}`,
      [tx.caller.accountId, id, deliveredNumber, readNumber],
    ),
  );
}
