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

/** What decides about the reply of a member: their own choice, with what holds without one, and their signature there. */
export type ReplyWriter = {
  choice: ReplyAssignment;
  accountDefault: boolean;
  /** Null: they have none, or the inbox appends none. */
  signature: string | null;
};

/** `writer`: the member who replies; null: it is no member's reply. */
export type InboxForReply = { inbox: InboxRow; writer: ReplyWriter | null };

/** The same for a reply, and what decides about a member's in the same statement. */
export async function shareInboxForReply(tx: Tx, by: ConversationKey): Promise<InboxForReply | null> {
  const { accountId, actor } = tx.caller;
  if (actor.type !== "user") {
    const inbox = await shareInboxOf(tx, by);
    return inbox && { inbox, writer: null };
  }
  const values = [accountId, by.key, actor.id];
  const [row] = await tx.query<InboxRow & ReplyWriter>(SHARE_FOR_REPLY[by.column], values);
  if (!row) return null;
  const { choice, accountDefault, signature, ...inbox } = row;
  return { inbox, writer: { choice, accountDefault, signature } };
}

const text = (column: string, more = "") => `
  select ${select(INBOX_COLUMNS)}${more} from inbox where account_id = $1
     and id = (select inbox_id from conversation where account_id = $1 and ${column} = $2) for share`;

/** Indexes: conversation_pkey, conversation_display, inbox_pkey. */
const SHARE = { id: statement(text("id")), display_id: statement(text("display_id")) } as const;

/** A signature of the inbox comes before the one of all others, which has the inbox 0. */
const WRITER = `,
         (select m.assign_on_reply from member m where m.account_id = $1 and m.user_id = $3) as choice,
         (select a.assigns_on_reply from account a where a.id = $1) as "accountDefault",
         case when inbox.appends_signatures then
           (select s.text from signature s where s.account_id = $1 and s.user_id = $3 and s.inbox_id in (inbox.id, 0)
             order by s.inbox_id desc limit 1) end as signature`;

/** Indexes: as above, member_pkey, account_pkey, signature_pkey. */
const SHARE_FOR_REPLY = {
  id: statement(text("id", WRITER)),
  display_id: statement(text("display_id", WRITER)),
} as const;
