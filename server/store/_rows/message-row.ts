import type { LastMessage, MessageDto } from "@/server/contract/_shared/dto";
import { PREVIEW_CHARS } from "@/server/contract/event/reduce";
import type { Tick } from "@/server/domain/message/tick";
import { type MessageRow, toMessageFields } from "@/server/store/generated/rows";
import type { Columns } from "./columns";

export { MESSAGE_COLUMNS, type MessageRow } from "@/server/store/generated/rows";

export const toMessageDto = (row: MessageRow): MessageDto => {
  const dto = toMessageFields(row);
  return row.mentions ? Object.assign(dto, { mentions: row.mentions }) : dto;
};

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
