import type { Caller } from "@/server/contract/_shared/caller";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import type { Db } from "@/server/store/_postgres/db";
import { receiptLines } from "@/server/store/messages/attempts";
import { getContact } from "./list-contacts";

export type ContactExportOptions = {
  contactId: number;
  /** Notes of the team about the person are personal data too: an export has them unless they are left out on request. */
  includesNotes: boolean;
  now: Date;
};

const PAGE = 100;

/**
 * Everything stored about one person, as the text of one JSON object, a page at a time: profile, contacts merged into it,
 * addresses, changes, notes, and every conversation with its history, messages, receipts and notes. Each page is read on demand,
 * so the file is not a snapshot. Without drafts, which nobody has sent, and without copies that follow from these rows:
 * events, webhook deliveries, the search index. Administrators only.
 * @throws Refusal `auth.forbidden`, `contact.not_found`.
 */
export async function exportContact(
  db: Db,
  caller: Caller,
  options: ContactExportOptions,
): Promise<AsyncGenerator<string>> {
  administratorsOnly(caller);
  const contact = await getContact(db, caller, options.contactId);
  return partsOf(db, { contact, accountId: caller.accountId, ...options });
}

type Subject = ContactExportOptions & { contact: ContactDto; accountId: number };

async function* partsOf(db: Db, { contact, accountId, includesNotes, now }: Subject): AsyncGenerator<string> {
  const about = { format: "tickline.contact-export.1", exportedAt: now.toISOString(), includesNotes };
  yield `${JSON.stringify({ ...about, contact }).slice(0, -1)}`;
  const ids = await listIds(db, accountId, contact.id);
  for (const [name, sql] of Object.entries(OF_CONTACT)) {
    yield `,"${name}":`;
    const contacts = name === "notes" && !includesNotes ? [] : ids;
    yield* arrayOf((after) => db.query<Row>(sql, [accountId, contacts, after, PAGE]));
  }
  yield ',"conversations":[';
  let separator = "";
  for await (const { key, text } of rowsOf((after) =>
    db.query<Row>(CONVERSATIONS, [accountId, ids, after, PAGE]),
  )) {
    yield `${separator}${text.slice(0, -1)}`;
    separator = ",";
    for (const [name, sql] of Object.entries(OF_CONVERSATION)) {
      yield `,"${name}":`;
      yield* arrayOf((after) => db.query<Row>(sql, [accountId, key, after, PAGE, includesNotes]));
    }
    yield "}";
  }
  yield "]}\n";
}

/** `key`: the position in the order; `text`: the row as JSON. */
type Row = { key: number; text: string };
type ReadPage = (after: number) => Promise<Row[]>;

async function* rowsOf(read: ReadPage): AsyncGenerator<Row> {
  for (let after = 0; ; ) {
    const rows = await read(after);
    yield* rows;
    after = rows.at(-1)?.key ?? after;
    if (rows.length < PAGE) return;
  }
}

async function* arrayOf(read: ReadPage): AsyncGenerator<string> {
  let text = "[";
  let count = 0;
  for await (const row of rowsOf(read)) {
    text += `${count === 0 ? "" : ","}${row.text}`;
    count += 1;
    if (count % PAGE !== 0) continue;
    yield text;
    text = "";
  }
  yield `${text}]`;
}

/** The contact, and those merged into it, directly or through others. Index: contact_merged. */
async function listIds(db: Db, accountId: number, contactId: number): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `with recursive same as (
       select id from contact where account_id = $1 and id = $2
        union
       select c.id from contact c join same on c.merged_into_id = same.id where c.account_id = $1
     ) select id from same order by id`,
    [accountId, contactId],
  );
  return rows.map(({ id }) => id);
}

/** An instant as in our DTOs. */
const at = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** $1: account, $2: contacts, $3: the last key, $4: limit. */
const OF_CONTACT = {
  mergedContacts: `
    select id as key, json_build_object('id', id, 'name', name, 'email', email, 'phone', phone, 'identifier', identifier,
           'customAttributes', custom_attributes, 'additionalAttributes', additional_attributes,
           'createdAt', ${at("created_at")}, 'mergedIntoId', merged_into_id)::text as text
      from contact where account_id = $1 and id = any($2::bigint[]) and merged_into_id is not null and id > $3
     order by id limit $4`,
  addresses: `
    select ci.id as key, json_build_object('inboxId', ci.inbox_id, 'inbox', i.name, 'channel', i.channel,
           'sourceId', ci.source_id, 'madeBy', ci.made_by, 'createdAt', ${at("ci.created_at")})::text as text
      from contact_inbox ci left join inbox i on i.account_id = ci.account_id and i.id = ci.inbox_id
     where ci.account_id = $1 and ci.contact_id = any($2::bigint[]) and ci.id > $3 order by ci.id limit $4`,
  queuedCommandMessages: `
    select number as key, json_build_object('contactId', contact_id, 'number', number, 'commandMessageId', command_id,
           'conversationId', conversation_id, 'acknowledgedAt', ${at("acknowledged_at")},
           'expiresAt', ${at("expires_at")})::text as text
      from command_recipient where account_id = $1 and contact_id = any($2::bigint[]) and number > $3
     order by number limit $4`,
  changes: `
    select id as key, json_build_object('contactId', contact_id, 'field', facet, 'before', before, 'at', ${at("at")},
           'operationId', operation_id, 'isUndone', is_undone)::text as text
      from contact_change where account_id = $1 and contact_id = any($2::bigint[]) and id > $3 order by id limit $4`,
  notes: `
    select id as key, json_build_object('contactId', contact_id, 'content', content, 'author', author->>'name',
           'createdAt', ${at("created_at")}, 'updatedAt', ${at("updated_at")})::text as text
      from contact_note
     where account_id = $1 and contact_id = any($2::bigint[]) and deleted_at is null and id > $3 order by id limit $4`,
  memberships: `
    select p.id as key, json_build_object('conversationId', p.conversation_id, 'group', t.name, 'role', p.role,
           'joinedAt', ${at("p.joined_at")}, 'leftAt', ${at("p.left_at")})::text as text
      from conversation_member p
      join conversation c on c.account_id = p.account_id and c.id = p.conversation_id
      join contact t on t.account_id = c.account_id and t.id = c.contact_id
     where p.account_id = $1 and p.contact_id = any($2::bigint[]) and p.id > $3 order by p.id limit $4`,
  messagesInGroups: `
    select m.id as key, json_build_object('conversationId', m.conversation_id, 'content', m.content,
           'contentAttributes', m.content_attributes, 'attachments', m.attachments, 'sourceId', m.source_id,
           'createdAt', ${at("m.created_at")}, 'deletedAt', ${at("m.deleted_at")})::text as text
      from message m join conversation c on c.account_id = m.account_id and c.id = m.conversation_id
     where m.account_id = $1 and m.sender_type = 'contact' and m.sender_id = any($2::bigint[]) and m.id > $3
       and c.contact_id <> all($2::bigint[]) and m.conversation_id = any(array(
         select conversation_id from conversation_member where account_id = $1 and contact_id = any($2::bigint[])))
     order by m.id limit $4`,
} as const;

/** As `OF_CONTACT`; what is permanently deleted has no data. Index: conversation_by_contact. */
const CONVERSATIONS = `
  select c.id as key, json_build_object('id', c.id, 'displayId', c.display_id, 'inboxId', c.inbox_id, 'inbox', i.name,
         'status', c.status, 'cause', c.cause, 'statusChangedAt', ${at("c.status_changed_at")}, 'lifecycle', c.lifecycle,
         'labels', c.labels, 'priority', c.priority, 'teamId', c.team_id, 'assigneeId', c.assignee_id,
         'customAttributes', c.custom_attributes, 'additionalAttributes', c.additional_attributes,
         'createdAt', ${at("c.created_at")}, 'lastActivityAt', ${at("c.last_activity_at")},
         'contactSeenAt', ${at("c.contact_seen_at")}, 'waitingSince', ${at("c.waiting_since")},
         'snoozedUntil', ${at("c.snoozed_until")})::text as text
    from conversation c left join inbox i on i.account_id = c.account_id and i.id = c.inbox_id
   where c.account_id = $1 and c.contact_id = any($2::bigint[]) and c.lifecycle <> 'purged' and c.id > $3
   order by c.id limit $4`;

const list = (row: string, from: string) => `coalesce((select json_agg(${row}) ${from}), '[]')`;

/** $1: account, $2: conversation, $3: the last key, $4: limit, $5: with notes. */
const OF_CONVERSATION = {
  messages: `
    select m.number as key, json_build_object('id', m.id, 'number', m.number, 'kind', m.kind, 'direction', m.direction,
           'content', m.content, 'contentType', m.content_type, 'contentAttributes', m.content_attributes,
           'sender', json_build_object('type', m.sender_type, 'id', m.sender_id, 'name', m.sender_name),
           'attachments', m.attachments, 'status', m.status, 'error', m.external_error, 'sourceId', m.source_id, 'activity', m.activity, 'system', m.system,
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
           )},
           'earlierTexts', ${list(
             `json_build_object('content', v.content, 'attachments', v.attachments, 'until', ${at("v.at")}) order by v.id`,
             "from message_revision v where v.account_id = m.account_id and v.message_id = m.id",
           )})::text as text
      from message m
     where m.account_id = $1 and m.conversation_id = $2 and m.number > $3 and ($5::boolean or m.kind <> 'note')
     order by m.number limit $4`,
  commandMessages: `
    select m.id as key, json_build_object('id', m.id, 'content', m.content, 'contentType', m.content_type,
           'contentAttributes', m.content_attributes,
           'sender', json_build_object('type', m.sender_type, 'id', m.sender_id, 'name', m.sender_name),
           'createdAt', ${at("m.created_at")}, 'expiresAt', ${at("m.expires_at")})::text as text
      from command_message m
     where m.account_id = $1 and m.conversation_id = $2 and m.id > $3 and $5::boolean is not null
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
