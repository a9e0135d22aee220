import type { ReplyAssignment } from "@/server/domain/member/assign-on-reply";
import { statement } from "@/server/store/_postgres/statement";
import type { ConversationKey, Tx } from "@/server/store/events/tx";

/** What decides about the reply of a member: their own choice, with what holds without one, and their signature there. */
export type ReplyWriter = {
  choice: ReplyAssignment;
  accountDefault: boolean;
  /** Null: they have none, or the inbox appends none. */
  signature: string | null;
};

/**
 * The member who replies in a conversation; null: it is no member's reply, and nothing is read. Send it behind the lock of the
 * conversation and its inbox.
 */
export async function readReplyWriter(
  { caller: { accountId, actor }, query }: Tx,
  { column, key }: ConversationKey,
): Promise<ReplyWriter | null> {
  if (actor.type !== "user") return null;
  const [row] = await query<ReplyWriter>(READ[column], [accountId, key, actor.id]);
  return row ?? null;
}

/** A signature of the inbox comes before the one of all others, which has the inbox 0. */
const text = (column: string) => `
  select (select m.assign_on_reply from member m where m.account_id = $1 and m.user_id = $3) as choice,
         (select a.assigns_on_reply from account a where a.id = $1) as "accountDefault",
         case when i.appends_signatures then
           (select s.text from signature s where s.account_id = $1 and s.user_id = $3 and s.inbox_id in (i.id, 0)
             order by s.inbox_id desc limit 1) end as signature
    from inbox i
   where i.account_id = $1 and i.id = (select inbox_id from conversation where account_id = $1 and ${column} = $2)`;

/** Indexes: conversation_pkey, conversation_display, inbox_pkey, member_pkey, account_pkey, signature_pkey. */
const READ = { id: statement(text("id")), display_id: statement(text("display_id")) } as const;
