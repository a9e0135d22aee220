import type { Caller } from "@/server/contract/_shared/caller";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import type { Db } from "@/server/store/_postgres/db";
import { atReplica } from "@/server/store/_replicas/at-replica";
import { instant as at } from "@/server/store/_rows/json-sql";
import {
  CONVERSATION_JSON,
  HISTORY,
  historyFields,
  jsonArray,
  MESSAGES_WITH_EARLIER_TEXTS,
  readRows,
  type TextRow,
} from "@/server/store/conversations/conversation-history";
import { getContact } from "./list-contacts";

export type ContactExportOptions = {
  contactId: number;
  /** Notes of the team about the person are personal data too: an export has them unless they are left out on request. */
  includesNotes: boolean;
  now: Date;
};

/**
 * Everything stored about one person, as the text of one JSON object, a page at a time: profile, contacts merged into it,
 * addresses, changes, notes, and every conversation with its history, messages, receipts and notes; of archived conversations
 * which there are. Each page is read on demand, so the file is not a snapshot. Without drafts, which nobody has sent, and without copies that follow from these rows:
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
  return partsOf(atReplica(db), { contact, accountId: caller.accountId, ...options });
}

type Subject = ContactExportOptions & { contact: ContactDto; accountId: number };

async function* partsOf(db: Db, { contact, accountId, includesNotes, now }: Subject): AsyncGenerator<string> {
  const about = { format: "tickline.contact-export.1", exportedAt: now.toISOString(), includesNotes };
  yield `${JSON.stringify({ ...about, contact }).slice(0, -1)}`;
  const ids = await listIds(db, accountId, contact.id);
  for (const [name, sql] of Object.entries(OF_CONTACT)) {
    yield `,"${name}":`;
    // Only a merged contact has a second id.
    const hasNone = (name === "notes" && !includesNotes) || (name === "mergedContacts" && ids.length === 1);
    if (hasNone) yield "[]";
    else yield* jsonArray((after, limit) => db.query<TextRow>(sql, [accountId, ids, after, limit]));
  }
  yield ',"conversations":[';
  let separator = "";
  const conversations = readRows((after, limit) =>
    db.query<TextRow>(CONVERSATIONS, [accountId, ids, after, limit]),
  );
  for await (const { key: conversationId, text } of conversations) {
    yield `${separator}${text.slice(0, -1)}`;
    separator = ",";
    yield* historyFields(db, { accountId, conversationId, includesNotes }, OF_CONVERSATION);
    yield "}";
  }
  yield "]}\n";
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
           'inReplyTo', m.in_reply_to, 'location', m.location,
           'createdAt', ${at("m.created_at")}, 'deletedAt', ${at("m.deleted_at")})::text as text
      from message m join conversation c on c.account_id = m.account_id and c.id = m.conversation_id
     where m.account_id = $1 and m.sender_type = 'contact' and m.sender_id = any($2::bigint[]) and m.id > $3
       and c.contact_id <> all($2::bigint[]) and m.conversation_id = any(array(
         select conversation_id from conversation_member where account_id = $1 and contact_id = any($2::bigint[])))
     order by m.id limit $4`,
  archivedConversations: `
    select id as key, json_build_object('id', id, 'conversationId', conversation_id, 'displayId', display_id,
           'inboxId', inbox_id, 'contactId', contact_id, 'messages', message_count, 'fileId', file_id,
           'archivedAt', ${at("created_at")})::text as text
      from archived_conversation where account_id = $1 and contact_ids && $2::bigint[] and id > $3 order by id limit $4`,
} as const;

const OF_CONVERSATION = { ...HISTORY, messages: MESSAGES_WITH_EARLIER_TEXTS };

/** As `OF_CONTACT`; what is permanently deleted has no data. Index: conversation_by_contact. */
const CONVERSATIONS = `
  select c.id as key, ${CONVERSATION_JSON}::text as text
    from conversation c left join inbox i on i.account_id = c.account_id and i.id = c.inbox_id
   where c.account_id = $1 and c.contact_id = any($2::bigint[]) and c.lifecycle <> 'purged' and c.id > $3
   order by c.id limit $4`;
