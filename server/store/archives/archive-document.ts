import { createHash } from "node:crypto";
import type { Db } from "@/server/store/_postgres/db";
import { instant as at } from "@/server/store/_rows/json-sql";
import {
  CONVERSATION_JSON,
  HISTORY,
  historyFields,
  jsonArray,
  type TextRow,
} from "@/server/store/conversations/conversation-history";

const FORMAT = "tickline.archived-conversation.1";

type Place = { accountId: number; conversationId: number };

const { messages, mails, members, transitions, changes, policyDecisions } = HISTORY;
const ARCHIVED = { messages, mails, members, transitions, changes, policyDecisions };

/**
 * A conversation as the text of one JSON object, a page at a time: its contact, its row, messages with receipts and attempts,
 * the bodies of mails, members, changes of its status with their causes, and which files in the file store it has. It depends on the stored rows
 * alone, so two documents are equal if nothing has changed between them. Empty if there is no such conversation.
 */
export async function* archiveDocument(db: Db, { accountId, conversationId }: Place): AsyncGenerator<string> {
  const [found] = await db.query<{ conversation: string; contact: string }>(HEAD, [
    accountId,
    conversationId,
  ]);
  if (!found) return;
  yield `{"format":"${FORMAT}","accountId":${accountId},"contact":${found.contact},"conversation":${found.conversation.slice(0, -1)}`;
  yield* historyFields(db, { accountId, conversationId, includesNotes: true }, ARCHIVED);
  yield '},"files":';
  yield* jsonArray((after, limit) => db.query<TextRow>(FILES, [accountId, conversationId, after, limit]));
  yield "}\n";
}

/** The SHA-256 of a document's text, in hexadecimal. */
export async function digestOfDocument(db: Db, place: Place): Promise<string> {
  const hash = createHash("sha256");
  for await (const part of archiveDocument(db, place)) hash.update(part);
  return hash.digest("hex");
}

const HEAD = `
  select ${CONVERSATION_JSON}::text as conversation,
         json_build_object('id', t.id, 'name', t.name, 'email', t.email, 'phone', t.phone, 'identifier', t.identifier,
           'sourceId', s.source_id, 'labels', t.labels, 'customAttributes', t.custom_attributes,
           'additionalAttributes', t.additional_attributes, 'createdAt', ${at("t.created_at")})::text as contact
    from conversation c
    join contact t on t.account_id = c.account_id and t.id = c.contact_id
    left join contact_inbox s on s.account_id = c.account_id and s.id = c.contact_inbox_id
    left join inbox i on i.account_id = c.account_id and i.id = c.inbox_id
   where c.account_id = $1 and c.id = $2`;

/** SQL of the stored files `f` of a conversation's messages, without those of deleted ones: $1 account, $2 conversation. */
export const FILES_OF_CONVERSATION = `
  from message m
  join message_attachment a on a.account_id = m.account_id and a.message_id = m.id and a.removed_at is null
  join file f on f.account_id = a.account_id and f.id = a.file_id and f.state = 'ready'
 where m.account_id = $1 and m.conversation_id = $2`;

/** `key` is where the file store has the bytes. Index: message_number, message_attachment_pkey. */
const FILES = `
  select distinct on (f.id) f.id as key, json_build_object('id', f.id, 'name', f.name, 'contentType', f.content_type,
         'bytes', f.bytes, 'sha256', f.sha256, 'key', f.key)::text as text
  ${FILES_OF_CONVERSATION} and f.id > $3 order by f.id limit $4`;
