import type { Caller } from "@/server/contract/_shared/caller";
import type { TransitionDto } from "@/server/contract/conversation/transition";
import { formatPosition } from "@/server/contract/event/cursor";
import { type Page, positionOf, readAsOf } from "@/server/queries/_shared/page";
import type { Database } from "@/server/store/_postgres/db";
import type { ConversationRef } from "@/server/store/conversations/conversations";
import { listTransitions as readTransitions } from "@/server/store/conversations/transitions";
import { getConversation } from "./get-conversation";

/** A conversation's transitions with their causes; newest first. */
export function listTransitions(
  database: Database,
  caller: Caller,
  input: { conversation: ConversationRef; cursor?: string | null; limit: number },
): Promise<Page<TransitionDto>> {
  const [before] = positionOf(input.cursor, ["number"]) ?? [null];
  return database.snapshot(async (db) => {
    const { conversation } = await getConversation(db, caller, input.conversation);
    const found = await readTransitions(db, caller.accountId, {
      conversationId: conversation.id,
      before: before === null ? null : Number(before),
      limit: input.limit + 1,
    });
    const data = found.slice(0, input.limit);
    const last = data.at(-1);
    return {
      data,
      nextCursor: found.length > input.limit && last ? formatPosition([last.id]) : null,
      asOf: await readAsOf(db, caller.accountId),
    };
  });
}
