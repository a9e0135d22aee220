import { statement } from "@/server/store/_postgres/statement";
import { select } from "@/server/store/_rows/columns";
import { CONVERSATION_COLUMNS, type ConversationRow } from "@/server/store/_rows/conversation-row";
import { MESSAGE_COLUMNS, type MessageRow } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import { isPurged } from "./purged-sources";

/** What a message says: a repeated request has the same text and as many files. */
export type MessageContent = { content: string; files: number };

const COLUMNS = select(MESSAGE_COLUMNS, "m");

const FILES = "coalesce(jsonb_array_length(m.attachments), 0)";

/** Whether `m` was written with this content. What was edited or deleted since is compared with what it was. */
const sameContent = (content: string, files: string): string => `(
  (m.content = ${content} and ${FILES} = ${files}) or m.deleted_at is not null or m.withdrawn_at is not null
  or exists (select 1 from message_revision v
              where v.account_id = m.account_id and v.message_id = m.id and v.content = ${content}))`;

/**
 * The customer's message with this source id and content that the inbox has from this contact, of a group from this
 * writer; the oldest. Hold the
 * contact's lock: it excludes another request with the same message. Index: message_source.
 */
export async function findReceived(
  tx: Tx,
  from: { inboxId: number; contactId: number; writerId: number | null; sourceId: string } & MessageContent,
): Promise<MessageRow | null> {
  const [row] = await tx.query<MessageRow>(
    `select ${COLUMNS} from message m
       join conversation c on c.account_id = m.account_id and c.id = m.conversation_id and c.contact_id = $4
      where m.account_id = $1 and m.inbox_id = $2 and m.source_id = $3 and m.direction = 'in' and m.kind = 'message'
        and m.content = $5 and ${FILES} = $6 and ($7::bigint is null or m.sender_id = $7)
      order by m.id limit 1`,
    [
      tx.caller.accountId,
      from.inboxId,
      from.sourceId,
      from.contactId,
      from.content,
      from.files,
      from.writerId,
    ],
  );
  return row ?? null;
}

/**
 * The outgoing message of this content with an attempt that has this source id, in a locked conversation; the oldest. Call
 * `lockSourceIds` first: another operation may be teaching the id. Index: message_attempt_source.
 */
export async function findSent(
  tx: Tx,
  sent: { conversationId: number; inboxId: number; sourceId: string } & MessageContent,
): Promise<MessageRow | null> {
  const [row] = await tx.query<MessageRow>(
    `select ${COLUMNS} from message m
      where m.account_id = $1 and m.conversation_id = $4 and m.id in (
        select message_id from message_attempt where account_id = $1 and inbox_id = $2 and source_id = $3)
        and ${sameContent("$5", "$6")}
      order by m.id limit 1`,
    [tx.caller.accountId, sent.inboxId, sent.sourceId, sent.conversationId, sent.content, sent.files],
  );
  return row ?? null;
}

/**
 * The first message with this client id in locked conversations, and whether it was written with this content. `writerId`:
 * only of this contact. Index: message_client.
 */
export async function findByClientId(
  tx: Tx,
  written: {
    conversationIds: readonly number[];
    clientId: string;
    writerId?: number | null;
  } & MessageContent,
): Promise<{ message: MessageRow; isSame: boolean } | null> {
  const [row] = await tx.query<MessageRow & { isSame: boolean }>(
    `select ${COLUMNS}, ${sameContent("$4", "$5")} as "isSame" from message m
      where m.account_id = $1 and m.conversation_id = any($2::bigint[]) and m.client_id = $3
        and ($6::bigint is null or (m.sender_type = 'contact' and m.sender_id = $6))
      order by m.id limit 1`,
    [
      tx.caller.accountId,
      written.conversationIds,
      written.clientId,
      written.content,
      written.files,
      written.writerId ?? null,
    ],
  );
  if (!row) return null;
  const { isSame, ...message } = row;
  return { message, isSame };
}

/** The messages and command messages of a conversation with a client id; both are SQL expressions. */
const withClientId = (conversation: string, clientId: string): string => `
  select 1 from message m where m.account_id = $1 and m.conversation_id = ${conversation} and m.client_id = ${clientId}
   union all
  select 1 from command_message k where k.account_id = $1 and k.conversation_id = ${conversation} and k.client_id = ${clientId}`;

const TAKEN = statement(
  `select n.conversation_id as "conversationId", n.client_id as "clientId"
     from unnest($2::bigint[], $3::text[]) as n (conversation_id, client_id)
    where exists (${withClientId("n.conversation_id", "n.client_id")})`,
);

/**
 * Which client ids messages or command messages of locked conversations have, whoever wrote them and whatever they say.
 * Indexes: message_client, command_message_client.
 */
export async function findTakenClientIds(
  tx: Tx,
  written: readonly { conversationId: number; clientId: string | null }[],
): Promise<(conversationId: number, clientId: string) => boolean> {
  const named = written.filter(({ clientId }) => clientId !== null);
  const rows = await tx.query<{ conversationId: number; clientId: string }>(TAKEN, [
    tx.caller.accountId,
    named.map(({ conversationId }) => conversationId),
    named.map(({ clientId }) => clientId),
  ]);
  const found = new Set(rows.map((row) => `${row.conversationId} ${row.clientId}`));
  return (conversationId, clientId) => found.has(`${conversationId} ${clientId}`);
}

/** A message as its writer names it in a conversation. */
type NamedIn = { displayId: number; sourceId: string | null; clientId: string | null };

/**
 * Which of these are stored, whatever their writer and text: by the source id of a customer's message in the inbox of their
 * conversation, also after its permanent deletion, or by a client id in that conversation. As `findReceived` where the contacts of the conversations are locked, and as
 * `findByClientId` where these are. Indexes: conversation_display, message_source, purged_source_pkey, message_client,
 * command_message_client.
 */
export async function findStored(
  tx: Tx,
  messages: readonly NamedIn[],
): Promise<(message: NamedIn) => boolean> {
  const named = messages.filter(({ sourceId, clientId }) => sourceId !== null || clientId !== null);
  if (named.length === 0) return () => false;
  const rows = await tx.query<NamedIn>(STORED, [
    tx.caller.accountId,
    named.map(({ displayId }) => displayId),
    named.map(({ sourceId }) => sourceId),
    named.map(({ clientId }) => clientId),
  ]);
  const keyOf = ({ displayId, sourceId, clientId }: NamedIn) =>
    JSON.stringify([displayId, sourceId, clientId]);
  const found = new Set(rows.map(keyOf));
  return (message) => found.has(keyOf(message));
}

const STORED = statement(`
  select n.display_id as "displayId", n.source_id as "sourceId", n.client_id as "clientId"
    from unnest($2::bigint[], $3::text[], $4::text[]) as n (display_id, source_id, client_id)
    join conversation c on c.account_id = $1 and c.display_id = n.display_id
   where exists (
     select 1 from message m
      where m.account_id = $1 and m.inbox_id = c.inbox_id and m.source_id = n.source_id and m.direction = 'in'
      union all
${withClientId("c.id", "n.client_id")}
      union all
     select 1 where n.source_id is not null and ${isPurged("c.inbox_id", "n.source_id")})`);

/** The conversation of a message that was found, without a lock. Index: conversation_pkey. */
export async function readConversationOf(tx: Tx, { conversationId }: MessageRow): Promise<ConversationRow> {
  const [row] = await tx.query<ConversationRow>(
    `select ${select(CONVERSATION_COLUMNS)} from conversation where account_id = $1 and id = $2`,
    [tx.caller.accountId, conversationId],
  );
  if (!row) throw new Error("a message is in a conversation");
  return row;
}
