import { maySee } from "@/server/contract/_shared/caller";
import type { Actor, MessageDto } from "@/server/contract/_shared/dto";
import type { Tx } from "@/server/store/events/tx";

export type Forwardable = {
  inboxId: number;
  conversationId: number;
  displayId: number;
  number: number;
  kind: MessageDto["kind"];
  content: string;
  /** Of its files. */
  fileIds: number[];
  sender: Actor;
};

/**
 * What to copy of a message that is forwarded; null when the caller may not see it. With a shared lock, so that it is not
 * purged before it is copied. Hold the lock of the conversation that gets the copy.
 */
export async function findForwardable(tx: Tx, messageId: number): Promise<Forwardable | null> {
  const [row] = await tx.query<Forwardable>(
    `select c.inbox_id as "inboxId", c.id as "conversationId", c.display_id as "displayId", m.number, m.kind, m.content,
            array(select (a->>'id')::bigint from jsonb_array_elements(m.attachments) with ordinality as f (a, n) order by n) as "fileIds",
            json_build_object('type', m.sender_type, 'id', m.sender_id, 'name', m.sender_name) as sender
       from message m join conversation c on c.account_id = m.account_id and c.id = m.conversation_id
      where m.account_id = $1 and m.id = $2 and c.lifecycle <> 'purged' for share of m`,
    [tx.caller.accountId, messageId],
  );
  return row && maySee(tx.caller, row) ? row : null;
}
