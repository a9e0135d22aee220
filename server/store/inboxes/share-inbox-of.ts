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

const text = (column: string) => `
  select ${select(INBOX_COLUMNS)} from inbox where account_id = $1
     and id = (select inbox_id from conversation where account_id = $1 and ${column} = $2) for share`;

/** Indexes: conversation_pkey, conversation_display, inbox_pkey. */
const SHARE = { id: statement(text("id")), display_id: statement(text("display_id")) } as const;
