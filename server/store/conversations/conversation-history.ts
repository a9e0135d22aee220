import type { Db } from "@/server/store/_postgres/db";
import { instant as at } from "@/server/store/_rows/json-sql";
import { receiptLines } from "@/server/store/messages/attempts";

/** A row as the text of a JSON object; `key`: its position in the order. */
export type TextRow = { key: number; text: string };

/** At most `limit` rows whose key is greater than `after`, in order. */
type ReadRows = (after: number, limit: number) => Promise<TextRow[]>;

const PAGE = 100;
/** The body of one mail has several million characters at most. */
const PAGE_OF_MAILS = 5;

/** All rows, a page at a time. */
export async function* readRows(read: ReadRows, size = PAGE): AsyncGenerator<TextRow> {
  for (let after = 0; ; ) {
    const rows = await read(after, size);
    yield* rows;
    after = rows.at(-1)?.key ?? after;
    if (rows.length < size) return;
  }
}

/** The same as the text of a JSON array, in parts. */
export async function* jsonArray(read: ReadRows, size = PAGE): AsyncGenerator<string> {
  let text = "[";
  let count = 0;
  for await (const row of readRows(read, size)) {
    text += `${count === 0 ? "" : ","}${row.text}`;
    count += 1;
    if (count % size !== 0) continue;
    yield text;
    text = "";
  }
  yield `${text}]`;
}

type History = { accountId: number; conversationId: number; includesNotes: boolean };

/**
 * Parts of a conversation's history, statements of `HISTORY` by their names, as fields of a JSON object, each an array:
 * `,"messages":[…],"transitions":[…]`.
 */
export async function* historyFields(
  db: Db,
  { accountId, conversationId, includesNotes }: History,
  parts: Readonly<Record<string, string>>,
): AsyncGenerator<string> {
  for (const [name, sql] of Object.entries(parts)) {
    yield `,"${name}":`;
    yield* jsonArray(
      (after, limit) => db.query<TextRow>(sql, [accountId, conversationId, after, limit, includesNotes]),
      sql === HISTORY.mails ? PAGE_OF_MAILS : PAGE,
    );
  }
}

/** SQL of a conversation `c` of the inbox `i` as a JSON object, without what is in `HISTORY`. */
export const CONVERSATION_JSON = `json_build_object('id', c.id, 'displayId', c.display_id, 'inboxId', c.inbox_id, 'inbox', i.name,
         'subject', c.subject, 'status', c.status, 'cause', c.cause, 'statusChangedAt', ${at("c.status_changed_at")}, 'lifecycle', c.lifecycle,
         'labels', c.labels, 'priority', c.priority, 'teamId', c.team_id, 'assigneeId', c.assignee_id,
         'customAttributes', c.custom_attributes, 'additionalAttributes', c.additional_attributes,
         'createdAt', ${at("c.created_at")}, 'lastActivityAt', ${at("c.last_activity_at")},
         'contactSeenAt', ${at("c.contact_seen_at")}, 'waitingSince', ${at("c.waiting_since")},
         'snoozedUntil', ${at("c.snoozed_until")})`;

const list = (row: string, from: string) => `coalesce((select json_agg(${row}) ${from}), '[]')`;

const EARLIER = `, 'earlierTexts', ${list(
  `json_build_object('content', v.content, 'attachments', v.attachments, 'until', ${at("v.at")}) order by v.id`,
  "from message_revision v where v.account_id = m.account_id and v.message_id = m.id",
)}`;

const messagesJson = (more = "") => `
    select m.number as key, json_build_object('id', m.id, 'version', m.version, 'inboxId', m.inbox_id, 'number', m.number, 'kind', m.kind, 'direction', m.direction,
           'content', m.content, 'contentType', m.content_type, 'contentAttributes', m.content_attributes,
           'sender', json_build_object('type', m.sender_type, 'id', m.sender_id, 'name', m.sender_name),
           'attachments', m.attachments, 'status', m.status, 'error', m.external_error, 'attempt', m.attempt, 'unconfirmed', m.is_unconfirmed, 'overdue', m.is_overdue,
           'sourceId', m.source_id, 'clientId', m.client_id, 'activity', m.activity, 'system', m.system, 'mentions', m.mentions,
           'email', m.email, 'sentAt', ${at("m.sent_at")}, 'inReplyTo', m.in_reply_to, 'location', m.location, 'reactions', m.reactions,
           'dismissed', case when $5::boolean then m.dismissed end,
           'createdAt', ${at("m.created_at")}, 'editedAt', ${at("m.edited_at")}, 'deletedAt', ${at("m.deleted_at")},
           'deletedBy', m.deleted_by, 'withdrawnAt', ${at("m.withdrawn_at")},
           'receipts', ${list(
             `json_build_object('signal', r.signal, 'result', r.result, 'at', ${at("r.at")}, 'receivedAt', ${at("r.received_at")},
                'error', r.error, 'actor', r.actor) order by r.id`,
             `from ${receiptLines("m.account_id", "m.id")} r`,
           )},
           'attempts', ${list(
             `json_build_object('number', t.number, 'startedAt', ${at("t.started_at")}, 'outcome', t.outcome) order by t.number`,
             "from message_attempt t where t.account_id = m.account_id and t.message_id = m.id",
           )}${more})::text as text
      from message m
     where m.account_id = $1 and m.conversation_id = $2 and m.number > $3 and ($5::boolean or m.kind <> 'note')
     order by m.number limit $4`;

/** In place of `HISTORY.messages`: with the texts that edited and deleted messages had, as long as these are kept. */
export const MESSAGES_WITH_EARLIER_TEXTS = messagesJson(EARLIER);

/** $1: account, $2: conversation, $3: the last key, $4: limit, $5: with notes. */
export const HISTORY = {
  messages: messagesJson(),
  /** The bodies of messages that are mails, as they were sent; of an edited or deleted message there is none, as in `/v1`. */
  mails: `
    select m.number as key, json_build_object('messageId', m.id, 'html', e.html, 'text', e.whole_text)::text as text
      from message m join message_email e on e.account_id = m.account_id and e.message_id = m.id
     where m.account_id = $1 and m.conversation_id = $2 and m.number > $3 and $5::boolean is not null
       and m.email is not null and m.edited_at is null and m.deleted_at is null
     order by m.number limit $4`,
  commandMessages: `
    select m.id as key, json_build_object('id', m.id, 'content', m.content, 'contentType', m.content_type,
           'contentAttributes', m.content_attributes,
           'sender', json_build_object('type', m.sender_type, 'id', m.sender_id, 'name', m.sender_name),
           'createdAt', ${at("m.created_at")}, 'expiresAt', ${at("m.expires_at")})::text as text
      from command_message m
     where m.account_id = $1 and m.conversation_id = $2 and m.id > $3 and $5::boolean is not null
     order by m.id limit $4`,
  scheduledMessages: `
    select m.id as key, json_build_object('id', m.id, 'content', m.content, 'email', m.email, 'files', m.files,
           'author', m.author, 'sendAt', ${at("m.send_at")},
           'state', m.state, 'failure', m.failure, 'createdAt', ${at("m.created_at")})::text as text
      from scheduled_message m
     where m.account_id = $1 and m.conversation_id = $2 and m.id > $3 and m.state in ('waiting', 'not_sent')
       and $5::boolean is not null
     order by m.id limit $4`,
  members: `
    select p.id as key, json_build_object('contactId', p.contact_id, 'name', t.name, 'role', p.role,
           'joinedAt', ${at("p.joined_at")}, 'leftAt', ${at("p.left_at")})::text as text
      from conversation_member p join contact t on t.account_id = p.account_id and t.id = p.contact_id
     where p.account_id = $1 and p.conversation_id = $2 and p.id > $3 and $5::boolean is not null
     order by p.id limit $4`,
  copiedNotes: `
    select distinct on (m.id) m.id as key, json_build_object('content', m.content, 'sender', m.sender_name,
           'createdAt', ${at("m.created_at")}, 'conversationId', f.conversation_id)::text as text
      from forwarded_note f join message m on m.account_id = f.account_id and m.id = f.message_id
     where f.account_id = $1 and f.source_conversation_id = $2 and f.conversation_id <> $2 and f.message_id > $3
       and $5::boolean order by m.id limit $4`,
  transitions: `
    select id as key, json_build_object('from', from_status, 'to', to_status, 'cause', cause, 'actor', actor,
           'at', ${at("at")})::text as text
      from transition where account_id = $1 and conversation_id = $2 and id > $3 and $5::boolean is not null
     order by id limit $4`,
  changes: `
    select id as key, json_build_object('field', facet, 'before', before, 'at', ${at("at")},
           'isUndone', is_undone)::text as text
      from conversation_change where account_id = $1 and conversation_id = $2 and id > $3 and $5::boolean is not null
     order by id limit $4`,
  policyDecisions: `
    select id as key, json_build_object('decided', decided, 'at', ${at("at")})::text as text
      from policy_decision where account_id = $1 and conversation_id = $2 and id > $3 and $5::boolean is not null
     order by id limit $4`,
  notifications: `
    select id as key, json_build_object('kind', kind, 'userId', user_id, 'count', count, 'actor', actor, 'at', ${at("at")},
           'readAt', ${at("read_at")})::text as text
      from notification where account_id = $1 and conversation_id = $2 and id > $3 and ($5::boolean or kind <> 'mentioned')
     order by id limit $4`,
} as const;
