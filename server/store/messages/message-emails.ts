import type { MessageEmail } from "@/server/contract/message/message-email";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import type { Tx } from "@/server/store/events/tx";

/** The mail of a message. `sender` and `subject` are normalised: mails of one subject and sender are found by them. */
export type NewMessageEmail = {
  messageId: number;
  conversationId: number;
  inboxId: number;
  /** Without <>. */
  mailMessageId: string;
  sender: string;
  subject: string;
  html: string | null;
  wholeText: string;
};

/** Where a mail is stored. */
export type StoredMail = { messageId: number; conversationId: number };

const INSERT = statement(`
  insert into message_email (account_id, message_id, conversation_id, inbox_id, mail_message_id, sender, subject, html, whole_text, stored_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`);

/** Stores the mail of a message that was just inserted; for the commands that insert it. */
export const insertMessageEmail = (tx: Tx, mail: NewMessageEmail): Promise<unknown> =>
  tx.query(INSERT, [
    tx.caller.accountId,
    mail.messageId,
    mail.conversationId,
    mail.inboxId,
    mail.mailMessageId,
    mail.sender,
    mail.subject,
    mail.html,
    mail.wholeText,
    tx.now,
  ]);

/** Deletes the mail of a locked message that was never sent. */
export const deleteMessageEmail = (tx: Tx, messageId: number): Promise<unknown> =>
  tx.query("delete from message_email where account_id = $1 and message_id = $2", [
    tx.caller.accountId,
    messageId,
  ]);

const FIND = statement(`
  select message_id as "messageId", conversation_id as "conversationId" from message_email
   where account_id = $1 and inbox_id = $2 and mail_message_id = any($3::text[]) order by message_id desc limit 1`);

/** The newest stored mail of an inbox that has one of these Message-IDs, or null. Index: message_email_mail. */
export async function findMail(
  db: Db,
  accountId: number,
  { inboxId, mailMessageIds }: { inboxId: number; mailMessageIds: readonly string[] },
): Promise<StoredMail | null> {
  const [found] = await db.query<StoredMail>(FIND, [accountId, inboxId, mailMessageIds]);
  return found ?? null;
}

const FIND_FIRST = statement(`
  select e.message_id as "messageId", m.sent_at as "sentAt" from message_email e
    join message m on m.account_id = e.account_id and m.id = e.message_id
   where e.account_id = $1 and e.inbox_id = $2 and e.mail_message_id = $3 order by e.message_id limit 1`);

/** The first stored mail of an inbox with this Message-ID, and its date, or null. Index: message_email_mail. */
export async function findFirstMail(
  db: Db,
  accountId: number,
  { inboxId, mailMessageId }: { inboxId: number; mailMessageId: string },
): Promise<{ messageId: number; sentAt: Date | null } | null> {
  const [found] = await db.query<{ messageId: number; sentAt: Date | null }>(FIND_FIRST, [
    ...[accountId, inboxId, mailMessageId],
  ]);
  return found ?? null;
}

type OfSubject = { inboxId: number; sender: string; subject: string; since: Date };

/**
 * The newest mail received from a sender with this subject since `since` that wants its answers at `replyTo` ("": at its sender; null:
 * anywhere), or null. Indexes: message_email_subject, message_pkey.
 */
export async function findMailOfSubject(
  db: Db,
  accountId: number,
  { inboxId, sender, subject, since, replyTo }: OfSubject & { replyTo: string | null },
): Promise<StoredMail | null> {
  const [found] = await db.query<StoredMail>(
    `select e.message_id as "messageId", e.conversation_id as "conversationId" from message_email e
       join message m on m.account_id = e.account_id and m.id = e.message_id and m.direction = 'in'
      where e.account_id = $1 and e.inbox_id = $2 and e.sender = $3 and md5(e.subject) = md5($4) and e.subject = $4
        and e.stored_at >= $5
        and ($6::text is null or coalesce(lower(m.email -> 'replyTo' ->> 'address'), '') = $6)
      order by e.stored_at desc limit 1`,
    [accountId, inboxId, sender, subject, since, replyTo],
  );
  return found ?? null;
}

/**
 * The newest conversation that mails received from a sender, with answers wanted at `replyTo` ("": at the sender), began in an inbox since
 * `since`, and how many there are. Indexes: message_email_subject, conversation_pkey, message_pkey.
 */
export async function findStartedBySender(
  db: Db,
  accountId: number,
  { inboxId, sender, replyTo, since }: Omit<OfSubject, "subject"> & { replyTo: string },
): Promise<{ conversationId: number | null; count: number }> {
  const [found] = await db.query<{ conversationId: number | null; count: number }>(
    `select max(c.id) as "conversationId", count(distinct c.id)::int as count
       from message_email e
       join conversation c on c.account_id = e.account_id and c.id = e.conversation_id
        and c.lifecycle = 'live' and c.created_at >= $4
       join message m on m.account_id = e.account_id and m.id = e.message_id and m.direction = 'in'
        and coalesce(lower(m.email -> 'replyTo' ->> 'address'), '') = $5
      where e.account_id = $1 and e.inbox_id = $2 and e.sender = $3 and e.stored_at >= $4`,
    [accountId, inboxId, sender, since, replyTo],
  );
  return found ?? { conversationId: null, count: 0 };
}

/** The body of a mail: its HTML, if it has one, and its whole text. */
export type MailBody = { html: string | null; text: string };

/** The bodies of these messages' mails, by message; a message without a mail is left out. Index: message_email_pkey. */
export async function readBodies(
  db: Db,
  accountId: number,
  messageIds: readonly number[],
): Promise<ReadonlyMap<number, MailBody>> {
  const rows = await db.query<MailBody & { messageId: number }>(
    `select message_id as "messageId", html, whole_text as text from message_email
      where account_id = $1 and message_id = any($2::bigint[])`,
    [accountId, messageIds],
  );
  return new Map(rows.map(({ messageId, ...body }) => [messageId, body]));
}

type LastMails = Record<"newest" | "received" | "sent", MessageEmail | null>;

/** The newest mail of a conversation, that of its customer, and that to its customer. Index: message_number. */
export async function readLastMails(db: Db, accountId: number, conversationId: number): Promise<LastMails> {
  const newest = (which: keyof LastMails, condition: string) => `
    (select '${which}' as which, email from message
      where account_id = $1 and conversation_id = $2 and email is not null ${condition}
      order by number desc limit 1)`;
  const rows = await db.query<{ which: keyof LastMails; email: MessageEmail }>(
    [
      newest("newest", ""),
      newest("received", "and direction = 'in' and not jsonb_exists(email, 'isFromOther')"),
      newest(
        "sent",
        "and direction = 'out' and withdrawn_at is null and not jsonb_exists(email, 'forwards')",
      ),
    ].join(" union all "),
    [accountId, conversationId],
  );
  const mailOf = (which: keyof LastMails) => rows.find((row) => row.which === which)?.email ?? null;
  return { newest: mailOf("newest"), received: mailOf("received"), sent: mailOf("sent") };
}

/** The address of a contact: their own, else their name in the inbox if it is one. Null: they have none. */
export async function findContactAddress(
  db: Db,
  accountId: number,
  { contactId, contactInboxId }: { contactId: number; contactInboxId: number },
): Promise<{ name: string; address: string } | null> {
  const [found] = await db.query<{ name: string; email: string | null; sourceId: string | null }>(
    `select c.name, c.email, l.source_id as "sourceId" from contact c
       left join contact_inbox l on l.account_id = c.account_id and l.id = $3
      where c.account_id = $1 and c.id = $2`,
    [accountId, contactId, contactInboxId],
  );
  const own = found?.sourceId?.includes("@") ? found.sourceId : null;
  const address = own ?? found?.email ?? null;
  return found && address !== null ? { name: found.name, address } : null;
}

/** The newest Message-IDs of a conversation's mails before a message, the oldest first. Index: message_number. */
export async function listMessageIds(
  db: Db,
  accountId: number,
  { conversationId, beforeNumber, limit }: { conversationId: number; beforeNumber: number; limit: number },
): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `select email ->> 'messageId' as id from message
      where account_id = $1 and conversation_id = $2 and number < $3 and email is not null
      order by number desc limit $4`,
    [accountId, conversationId, beforeNumber, limit],
  );
  return rows.map(({ id }) => id).reverse();
}
