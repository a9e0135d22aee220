import type { ReplyAssignment } from "@/server/domain/member/assign-on-reply";
import { statement } from "@/server/store/_postgres/statement";
import { select } from "@/server/store/_rows/columns";
import type { ConversationKey, Tx } from "@/server/store/events/tx";
import { INBOX_COLUMNS, type InboxRow } from "@/server/store/generated/rows";

/**
 * Reads the inbox of a conversation, which the caller has locked and so may see, or null. Shared lock: its policy cannot change
 * until commit. Send it behind the conversation's lock: it costs no round trip of its own.
 */
export async function shareInboxOf(tx: Tx, { column, key }: ConversationKey): Promise<InboxRow | null> {
  const [row] = await tx.query<InboxRow>(SHARE[column], [tx.caller.accountId, key]);
  return row ?? null;
}

/** A member's own choice whether their replies assign, and what holds without one. */
type ReplyAssigning = { choice: ReplyAssignment; accountDefault: boolean };

/** `assigning`: of the member who replies; null: it is no member's reply. */
export type InboxForReply = { inbox: InboxRow; assigning: ReplyAssigning | null };

/** The same for a reply: whether a member's assigns the conversation is read in the same statement. */
export async function shareInboxForReply(tx: Tx, by: ConversationKey): Promise<InboxForReply | null> {
  const { accountId, actor } = tx.caller;
  if (actor.type !== "user") {
    const inbox = await shareInboxOf(tx, by);
    return inbox && { inbox, assigning: null };
  }
  const values = [accountId, by.key, actor.id];
  const [row] = await tx.query<InboxRow & ReplyAssigning>(SHARE_FOR_REPLY[by.column], values);
  if (!row) return null;
  const { choice, accountDefault, ...inbox } = row;
  return { inbox, assigning: { choice, accountDefault } };
}

const text = (column: string, more = "") => `
  select ${select(INBOX_COLUMNS)}${more} from inbox where account_id = $1
     and id = (select inbox_id from conversation where account_id = $1 and ${column} = $2) for share`;

/** Indexes: conversation_pkey, conversation_display, inbox_pkey. */
const SHARE = { id: statement(text("id")), display_id: statement(text("display_id")) } as const;

const ASSIGNING = `,
         (select m.assign_on_reply from member m where m.account_id = $1 and m.user_id = $3) as choice,
         (select a.assigns_on_reply from account a where a.id = $1) as "accountDefault"`;

/** Indexes: as above, member_pkey, account_pkey. */
const SHARE_FOR_REPLY = {
  id: statement(text("id", ASSIGNING)),
  display_id: statement(text("display_id", ASSIGNING)),
} as const;
