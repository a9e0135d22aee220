import type { Activity, Actor, LastMessage, Mention, MessageDto } from "@/server/contract/_shared/dto";
import { PREVIEW_CHARS } from "@/server/contract/event/reduce";
import type { MessageStatus, Tick } from "@/server/domain/message/tick";
import type { Columns } from "./columns";

/** A message as it is kept. */
export type MessageRow = {
  id: number;
  conversationId: number;
  inboxId: number;
  number: number;
  kind: MessageDto["kind"];
  direction: MessageDto["direction"];
  content: string;
  contentType: string;
  contentAttributes: MessageDto["contentAttributes"];
  senderType: MessageDto["sender"]["type"];
  senderId: number | null;
  senderName: string | null;
  status: MessageStatus | null;
  externalError: string | null;
  externalErrorAt: Date | null;
  attempt: number;
  isUnconfirmed: boolean;
  leftAt: Date | null;
  isLeftAssumed: boolean;
  sourceId: string | null;
  clientId: string | null;
  activity: Activity | null;
  mentions: Mention[] | null;
  sendAfter: Date | null;
  withdrawnAt: Date | null;
  editedAt: Date | null;
  deletedAt: Date | null;
  deletedBy: Actor | null;
  version: number;
  createdAt: Date;
  updatedAt: Date;
};

export const MESSAGE_COLUMNS: Columns<MessageRow> = {
  id: "$.id",
  conversationId: "$.conversation_id",
  inboxId: "$.inbox_id",
  number: "$.number",
  kind: "$.kind",
  direction: "$.direction",
  content: "$.content",
  contentType: "$.content_type",
  contentAttributes: "$.content_attributes",
  senderType: "$.sender_type",
  senderId: "$.sender_id",
  senderName: "$.sender_name",
  status: "$.status",
  externalError: "$.external_error",
  externalErrorAt: "$.external_error_at",
  attempt: "$.attempt",
  isUnconfirmed: "$.is_unconfirmed",
  leftAt: "$.left_at",
  isLeftAssumed: "$.is_left_assumed",
  sourceId: "$.source_id",
  clientId: "$.client_id",
  activity: "$.activity",
  mentions: "$.mentions",
  sendAfter: "$.send_after",
  withdrawnAt: "$.withdrawn_at",
  editedAt: "$.edited_at",
  deletedAt: "$.deleted_at",
  deletedBy: "$.deleted_by",
  version: "$.version",
  createdAt: "$.created_at",
  updatedAt: "$.updated_at",
};

export const toMessageDto = (row: MessageRow): MessageDto => ({
  id: row.id,
  conversationId: row.conversationId,
  inboxId: row.inboxId,
  number: row.number,
  kind: row.kind,
  direction: row.direction,
  content: row.content,
  contentType: row.contentType,
  contentAttributes: row.contentAttributes,
  sender: { type: row.senderType, id: row.senderId, name: row.senderName },
  status: row.status,
  externalError: row.externalError,
  attempt: row.attempt,
  unconfirmed: row.isUnconfirmed,
  sourceId: row.sourceId,
  clientId: row.clientId,
  activity: row.activity,
  ...(row.mentions && { mentions: row.mentions }),
  sendAfter: row.sendAfter?.toISOString() ?? null,
  withdrawnAt: row.withdrawnAt?.toISOString() ?? null,
  editedAt: row.editedAt?.toISOString() ?? null,
  deletedAt: row.deletedAt?.toISOString() ?? null,
  deletedBy: row.deletedBy,
  version: row.version,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

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

export type LastMessageRow = Omit<LastMessage, "createdAt"> & { createdAt: Date };

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
};

export const toLastMessageDto = (row: LastMessageRow): LastMessage => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
});
