import { type Caller, maySee } from "@/server/contract/_shared/caller";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { RevisionDto } from "@/server/contract/message/message-facts";
import { asOfHead } from "@/server/queries/_shared/page";
import type { Db } from "@/server/store/_postgres/db";
import { atReplica } from "@/server/store/_replicas/at-replica";
import type { ConversationRef } from "@/server/store/conversations/conversations";
import { type MessageText, readThread } from "@/server/store/messages/message-texts";
import { listRevisions as list } from "@/server/store/messages/revisions";
import { getMessage } from "./get-message";

const REVISIONS_MAX = 100;

/** The earlier texts of a changed message, the newest first, at most a hundred; none of a deleted one. */
export async function listRevisions(db: Db, caller: Caller, messageId: number): Promise<RevisionDto[]> {
  await getMessage(db, caller, messageId);
  const rows = await list(atReplica(db), caller.accountId, { messageId, limit: REVISIONS_MAX });
  return rows.map(({ content, at }) => ({ content, until: at.toISOString() }));
}

/** Message numbers: those before or after one; neither = the newest. */
export type ListMessages = {
  conversation: ConversationRef;
  before?: number | null;
  after?: number | null;
  limit: number;
};

export type MessagePage = { data: MessageDto[]; hasMore: boolean; asOf: string };

/** Messages of a conversation in order of number, keyset on it. One statement, whatever the limit. */
export async function listMessages(db: Db, caller: Caller, input: ListMessages): Promise<MessagePage> {
  const { data, ...page } = await listMessageTexts(db, caller, input);
  return { ...page, data: data.map(({ message }) => message.parse()) };
}

/** The same page as JSON that Postgres has written. */
export async function listMessageTexts(
  db: Db,
  caller: Caller,
  input: ListMessages,
): Promise<Omit<MessagePage, "data"> & { data: MessageText[] }> {
  const { conversation, before, after, limit } = input;
  const direction = after != null ? "asc" : "desc";
  const { head, inboxId, found } = await readThread(atReplica(db), caller.accountId, conversation, {
    after: after ?? 0,
    before: before ?? 2 ** 31 - 1,
    limit: limit + 1,
    direction,
  });
  if (inboxId === null || !maySee(caller, { inboxId })) throw new Refusal("conversation.not_found");
  const page = found.slice(0, limit);
  return {
    data: direction === "asc" ? page : page.reverse(),
    hasMore: found.length > limit,
    asOf: asOfHead(head),
  };
}
