import type { MessageEmail } from "@/server/contract/message/message-email";
import type { Db } from "@/server/store/_postgres/db";
import type { Tx } from "@/server/store/events/tx";

/**
 * Whether an address, in lower case, is that of somebody to whom the conversation was forwarded, and who has no part in it otherwise:
 * neither as its contact nor by a mail before. Index: message_number.
 */
export async function isOnlyForwardedTo(
  tx: Tx,
  { conversationId, address }: { conversationId: number; address: string },
): Promise<boolean> {
  const rows = await tx.query(
    `select 1 from message m
       join conversation c on c.account_id = m.account_id and c.id = m.conversation_id
       join contact k on k.account_id = c.account_id and k.id = c.contact_id
       left join contact_inbox l on l.account_id = c.account_id and l.id = c.contact_inbox_id
      where m.account_id = $1 and m.conversation_id = $2 and m.direction = 'out' and jsonb_exists(m.email, 'forwards')
        and exists (select from jsonb_array_elements(
              (m.email -> 'to') || (m.email -> 'cc') || coalesce(m.email -> 'bcc', '[]')) a
             where lower(a ->> 'address') = $3)
        and lower(k.email) is distinct from $3 and lower(l.source_id) is distinct from $3
        and not exists (select from message i
             where i.account_id = m.account_id and i.conversation_id = m.conversation_id and i.direction = 'in'
               and not jsonb_exists(i.email, 'isFromOther') and lower(i.email -> 'from' ->> 'address') = $3)
      limit 1`,
    [tx.caller.accountId, conversationId, address],
  );
  return rows.length > 0;
}

/** A message as a mail that forwards it quotes it. */
export type ForwardedMessage = {
  kind: string;
  content: string;
  /** With the mails that it quotes; null: it is no mail, or was changed since its mail was written. */
  wholeText: string | null;
  email: MessageEmail | null;
  senderName: string | null;
  createdAt: Date;
  fileIds: number[];
  fileNames: string[];
};

type Place = { conversationId: number; messageId: number };

/** A message of a locked conversation, with a shared lock, or null. Index: message_pkey. */
export async function lockForwarded(tx: Tx, place: Place): Promise<ForwardedMessage | null> {
  await tx.query("select 1 from message where account_id = $1 and id = $2 for share", [
    tx.caller.accountId,
    place.messageId,
  ]);
  return findForwarded(tx, tx.caller.accountId, place);
}

/** A message of a conversation, or null. Index: message_pkey. */
export async function findForwarded(
  db: Db,
  accountId: number,
  { conversationId, messageId }: Place,
): Promise<ForwardedMessage | null> {
  const [found] = await db.query<ForwardedMessage>(
    `select m.kind, m.content, m.email, m.sender_name as "senderName", m.created_at as "createdAt",
            (select e.whole_text from message_email e where e.account_id = m.account_id and e.message_id = m.id
                and m.edited_at is null and m.deleted_at is null) as "wholeText",
            array(select (a->>'id')::bigint from jsonb_array_elements(m.attachments) with ordinality as f (a, n) order by n) as "fileIds",
            array(select a->>'name' from jsonb_array_elements(m.attachments) with ordinality as f (a, n) order by n) as "fileNames"
       from message m
      where m.account_id = $1 and m.conversation_id = $2 and m.id = $3 and m.withdrawn_at is null`,
    [accountId, conversationId, messageId],
  );
  return found ?? null;
}
