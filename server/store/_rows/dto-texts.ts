import {
  CONTACT_COLUMNS,
  CONTACT_VALUES,
  CONVERSATION_COLUMNS,
  CONVERSATION_VALUES,
  MESSAGE_COLUMNS,
  MESSAGE_VALUES,
} from "@/server/store/generated/rows";
import { instant, jsonText } from "./json-sql";
import { LAST_MESSAGE_COLUMNS } from "./message-row";

/** SQL of the JSON that `toMessageDto`, `toContactDto` and `toConversationDto` write. `alias`: of the table. */

export const messageText = (alias: string): string =>
  jsonText(alias, MESSAGE_VALUES, {
    overdue: whenTrue(MESSAGE_COLUMNS.isOverdue),
    mentions: MESSAGE_COLUMNS.mentions,
    system: MESSAGE_COLUMNS.system,
    countsUnread: `case when not ${MESSAGE_COLUMNS.countsUnread} then 'false' end`,
    email: MESSAGE_COLUMNS.email,
    sentAt: `to_json(${instant(MESSAGE_COLUMNS.sentAt)})`,
    inReplyTo: MESSAGE_COLUMNS.inReplyTo,
    location: MESSAGE_COLUMNS.location,
    reactions: `nullif(jsonb_path_query_array(${MESSAGE_COLUMNS.reactions}, '$[*] ? (@.emoji != null)'), '[]')`,
    attachments: MESSAGE_COLUMNS.attachments,
    dismissed: MESSAGE_COLUMNS.dismissed,
  });

export const contactText = (alias: string): string =>
  jsonText(alias, CONTACT_VALUES, { isGroup: whenTrue(CONTACT_COLUMNS.isGroup) });

/** `last`: the alias of the conversation's last message, which may be missing. */
export const conversationText = (alias: string, last: string): string =>
  jsonText(alias, CONVERSATION_VALUES, {
    subject: `to_json(${CONVERSATION_COLUMNS.subject})`,
    lastMessage: `case when ${last}.id is null then 'null' else ${lastMessageText(last)} end`,
  });

const { files, isDeleted, ...lastMessage } = LAST_MESSAGE_COLUMNS;
const lastMessageText = (alias: string): string =>
  jsonText(alias, { ...lastMessage, createdAt: instant(lastMessage.createdAt) }, { files, isDeleted });

const whenTrue = (column: string): string => `case when ${column} then 'true' end`;
