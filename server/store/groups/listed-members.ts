import type { ListedMember } from "@/server/contract/conversation/conversation-member";
import { type Db, one } from "@/server/store/_postgres/db";
import { select } from "@/server/store/_rows/columns";
import type { Tx } from "@/server/store/events/tx";
import {
  CONVERSATION_MEMBER_COLUMNS,
  type ConversationMemberRow,
  toConversationMemberFields,
} from "@/server/store/generated/rows";

type ListedRow = ConversationMemberRow & { name: string; isBlocked: boolean };

const SELECT = `
  select ${select(CONVERSATION_MEMBER_COLUMNS, "p")}, t.name, t.is_blocked as "isBlocked"
    from conversation_member p
    join contact t on t.account_id = p.account_id and t.id = p.contact_id`;

/** These members with their contacts, by id. Index: conversation_member_pkey. */
export const listMembersById = (
  db: Db,
  { accountId, memberIds }: { accountId: number; memberIds: readonly number[] },
): Promise<ListedRow[]> =>
  db.query<ListedRow>(`${SELECT} where p.account_id = $1 and p.id = any($2::bigint[]) order by p.id`, [
    accountId,
    memberIds,
  ]);

/** Members with their contacts, by id. Index: conversation_member_contact. */
export const listMemberRows = (
  db: Db,
  page: { accountId: number; conversationId: number; after: number; includesFormer: boolean; limit: number },
): Promise<ListedRow[]> =>
  db.query<ListedRow>(
    `${SELECT}
      where p.account_id = $1 and p.conversation_id = $2 and p.id > $3 and ($4 or p.left_at is null)
      order by p.id limit $5`,
    [page.accountId, page.conversationId, page.after, page.includesFormer, page.limit],
  );

export const toListedMember = ({ name, isBlocked, ...row }: ListedRow): ListedMember => ({
  ...toConversationMemberFields(row),
  deliveredNumber: row.deliveredNumber,
  readNumber: row.readNumber,
  contact: { id: row.contactId, name, isBlocked },
});

/** Up to which number of the history messages were delivered to a member, and read by them. */
type Positions = Pick<ConversationMemberRow, "deliveredNumber" | "readNumber">;

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
