import { type Caller, maySee } from "@/server/contract/_shared/caller";
import type { ContactDto, ConversationDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { TransitionDto } from "@/server/contract/conversation/inputs";
import type { OwnMark } from "@/server/contract/conversation/own-unread";
import { formatPosition } from "@/server/contract/event/cursor";
import { idOf, PAGED_ROWS_MAX, type Page, pageById, readAsOf } from "@/server/queries/_shared/page";
import { pageTooFar } from "@/server/queries/contacts/list-contacts-page";
import type { Database, Db } from "@/server/store/_postgres/db";
import { atReplica } from "@/server/store/_replicas/at-replica";
import {
  type ConversationTexts,
  findConversationTexts,
} from "@/server/store/conversations/conversation-texts";
import type { ConversationRef } from "@/server/store/conversations/conversations";
import { listTransitions as readTransitions } from "@/server/store/conversations/transitions";
import {
  knownContext,
  selectConversations,
  selectOwnConversations,
} from "@/server/store/events/event-context";
import type { Tx } from "@/server/store/events/tx";
import { type ConversationFilter, sourceOf } from "./list-source";

export type ConversationWithContact = { conversation: ConversationDto; contact: ContactDto };

/** A conversation with how far the caller has seen it; null = they have never opened it. Absent = not read. */
export type ConversationOfMember = ConversationWithContact & { seen?: OwnMark | null };

/** One conversation with its contact; refuses what the caller may not see as not found. */
export const getConversation = async (
  db: Db,
  caller: Caller,
  ref: ConversationRef,
): Promise<ConversationWithContact> =>
  requireSeen(caller, await selectConversations(atReplica(db), caller.accountId, whereOf(ref), [keyOf(ref)]));

/** The same as JSON that Postgres has written. */
export async function getConversationTexts(
  db: Db,
  caller: Caller,
  ref: ConversationRef,
): Promise<ConversationTexts> {
  const found = await findConversationTexts(atReplica(db), caller.accountId, ref);
  if (!found || !maySee(caller, found)) throw new Refusal("conversation.not_found");
  return found;
}

/** The same in the transaction of a change: what it knows of the conversation that it has locked is not read again. */
export async function getChanged(tx: Tx, ref: ConversationRef): Promise<ConversationWithContact> {
  const known = knownContext(tx, ref);
  return known ? requireSeen(tx.caller, [known]) : getConversation(tx, tx.caller, ref);
}

/** The same with how far the caller has seen it. */
export const getOwnConversation = async (
  db: Db,
  caller: Caller,
  ref: ConversationRef,
): Promise<ConversationOfMember> =>
  requireSeen(caller, await selectOwnConversations(atReplica(db), caller, whereOf(ref), [keyOf(ref)]));

const whereOf = (ref: ConversationRef): string =>
  `c.${"displayId" in ref ? "display_id" : "id"} = $2 and c.lifecycle <> 'purged'`;

const keyOf = (ref: ConversationRef): number => ("displayId" in ref ? ref.displayId : ref.conversationId);

function requireSeen<R extends ConversationWithContact>(caller: Caller, [found]: readonly R[]): R {
  if (!found || !maySee(caller, found.conversation)) throw new Refusal("conversation.not_found");
  return found;
}

/** A conversation's transitions with their causes; newest first. */
export function listTransitions(
  database: Database,
  caller: Caller,
  input: { conversation: ConversationRef; cursor?: string | null; limit: number },
): Promise<Page<TransitionDto>> {
  const before = idOf(input.cursor);
  return atReplica(database).snapshot(async (db) => {
    const { conversation } = await getConversation(db, caller, input.conversation);
    const found = await readTransitions(db, caller.accountId, {
      conversationId: conversation.id,
      before,
      limit: input.limit + 1,
    });
    return pageById(found, input.limit, await readAsOf(db, caller.accountId));
  });
}

/** These conversations with their contacts, in the given order; without those that the caller may not see. */
export async function findConversations(
  db: Db,
  caller: Caller,
  ids: readonly number[],
): Promise<ConversationWithContact[]> {
  if (ids.length === 0) return [];
  const found = await selectConversations(
    atReplica(db),
    caller.accountId,
    "c.id = any($2::bigint[]) and c.lifecycle <> 'purged' order by array_position($2::bigint[], c.id)",
    [ids],
  );
  return found.filter(({ conversation }) => maySee(caller, conversation));
}

/**
 * The cursor at which a numbered page of `listConversations` begins: "" for the first, null past the end. For dialects
 * that page by number. It walks the list's own index over the earlier rows, so it refuses more than
 * `PAGED_ROWS_MAX` of them; the page itself is then read by keyset.
 */
export async function findConversationsPage(
  db: Db,
  caller: Caller,
  { page, size, ...filter }: ConversationFilter & { page: number; size: number },
): Promise<string | null> {
  const skipped = (page - 1) * size;
  if (skipped === 0) return "";
  if (skipped >= PAGED_ROWS_MAX) throw pageTooFar(size);
  const { sql, values } = sourceOf(caller, filter, { skip: skipped - 1, limit: 1 });
  const [last] = await atReplica(db).query<{ at: Date; id: number }>(
    `select page.at, page.id from ${sql} as page`,
    values,
  );
  return last ? formatPosition([last.at.toISOString(), last.id]) : null;
}
