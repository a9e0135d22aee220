import type { ConversationDto, LastMessage } from "@/server/contract/_shared/dto";
import { CONVERSATION_JSON, type ConversationRow, toConversationFields } from "@/server/store/generated/rows";

export { CONVERSATION_COLUMNS, type ConversationRow } from "@/server/store/generated/rows";

/** A value as a statement's parameter: the driver would send a JSON array as a Postgres array. */
export const toParameter = (field: keyof ConversationRow, value: unknown): unknown =>
  CONVERSATION_JSON.has(field) && Array.isArray(value) ? JSON.stringify(value) : value;

/** The DTO without its last message, which is read at commit. */
export const toConversationCore = (row: ConversationRow): Omit<ConversationDto, "lastMessage"> => ({
  ...toConversationFields(row),
  ...(row.subject !== null && { subject: row.subject }),
});

export const toConversationDto = (
  row: ConversationRow,
  lastMessage: LastMessage | null,
): ConversationDto => ({
  ...toConversationCore(row),
  lastMessage,
});
