import type { LastMessage, MessageDto } from "@/server/contract/_shared/dto";
import { PREVIEW_CHARS } from "@/server/contract/event/reduce";
import type { Tick } from "@/server/domain/message/tick";
import { MESSAGE_COLUMNS, type MessageRow, toMessageFields } from "@/server/store/generated/rows";
import { type Columns, rowsById } from "./columns";

export { MESSAGE_COLUMNS, type MessageRow } from "@/server/store/generated/rows";

/** Messages of an account by id. */
export const readMessages = rowsById<MessageRow>("message", MESSAGE_COLUMNS);

export const toMessageDto = (row: MessageRow): MessageDto => {
  const dto: MessageDto = toMessageFields(row);
  if (row.isOverdue) dto.overdue = true;
  if (row.mentions) dto.mentions = row.mentions;
  if (row.system) dto.system = row.system;
  if (!row.countsUnread) dto.countsUnread = false;
  if (row.email) dto.email = row.email;
  if (row.sentAt) dto.sentAt = row.sentAt.toISOString();
  if (row.inReplyTo) dto.inReplyTo = row.inReplyTo;
  if (row.location) dto.location = row.location;
  const reactions = shownReactions(row.reactions);
  if (reactions) dto.reactions = reactions;
  if (row.attachments) dto.attachments = row.attachments;
  if (row.dismissed) dto.dismissed = row.dismissed;
  return dto;
};

/** Those that were not removed; undefined without any. */
export function shownReactions(kept: MessageRow["reactions"]): MessageDto["reactions"] {
  const shown = (kept ?? []).flatMap(({ emoji, ...one }) => (emoji === null ? [] : [{ ...one, emoji }]));
  return shown.length > 0 ? shown : undefined;
}

/** The row's tick as the domain sees it, or null for a message without one. */
export const tickOf = (row: MessageRow): Tick | null =>
  row.status === null
    ? null
    : {
        status: row.status,
        error:
          row.externalError === null || row.externalErrorAt === null
            ? null
            : { at: row.externalErrorAt, text: row.externalError },
        attempt: row.attempt,
        unconfirmed: row.isUnconfirmed,
        leftAt: row.leftAt,
        isLeftAssumed: row.isLeftAssumed,
      };

export type LastMessageRow = Omit<LastMessage, "createdAt" | "files" | "isDeleted"> & {
  createdAt: Date;
  files: LastMessage["files"] | null;
  isDeleted: true | null;
};

export const LAST_MESSAGE_COLUMNS: Columns<LastMessageRow> = {
  id: "$.id",
  number: "$.number",
  version: "$.version",
  kind: "$.kind",
  direction: "$.direction",
  content: `left($.content, ${PREVIEW_CHARS})`,
  status: "$.status",
  externalError: "$.external_error",
  createdAt: "$.created_at",
  isDeleted: "case when $.deleted_at is not null then true end",
  files: `case when $.attachments is not null then jsonb_build_object('name', $.attachments->0->'name',
    'contentType', $.attachments->0->'contentType', 'count', jsonb_array_length($.attachments)) end`,
};

export const toLastMessageDto = ({ files, isDeleted, ...row }: LastMessageRow): LastMessage => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  ...(files && { files }),
  ...(isDeleted && { isDeleted }),
});
