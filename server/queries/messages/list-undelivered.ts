import { type Caller, maySee } from "@/server/contract/_shared/caller";
import { formatPosition } from "@/server/contract/event/cursor";
import {
  UNDELIVERED_MAX,
  type UndeliveredCounts,
  type UndeliveredMessage,
} from "@/server/contract/message/undelivered";
import { type Page, positionOf, readAsOf } from "@/server/queries/_shared/page";
import type { Database, Db } from "@/server/store/_postgres/db";
import { atReplica } from "@/server/store/_replicas/at-replica";
import { readMessages, toMessageDto } from "@/server/store/_rows/message-row";
import { listUnreportedIds } from "@/server/store/alerts/alerts";
import { selectConversations } from "@/server/store/events/event-context";
import {
  countUndeliveredCells,
  scanUndelivered,
  type UndeliveredFilter,
} from "@/server/store/messages/undelivered";

export type ListUndelivered = UndeliveredFilter & { cursor?: string | null; limit: number };

/** Rows read per page: a page may be short or empty and have a next one. */
const SCANNED_MAX = 2_000;

/**
 * Messages that failed or are unconfirmed, or those that are overdue, newest first, of live conversations that the caller may see; keyset on the id.
 * A message is in it until it is delivered, retried or deleted. `noReportsFrom`: the caller's inboxes whose deliveries nobody
 * reports, as far as an alert says so: none of their messages becomes overdue.
 */
export function listUndelivered(
  database: Database,
  caller: Caller,
  { cursor, limit, ...filter }: ListUndelivered,
): Promise<Page<UndeliveredMessage> & { noReportsFrom: number[] }> {
  const [before = Number.MAX_SAFE_INTEGER] = positionOf(cursor, ["number"]) ?? [];
  return atReplica(database).snapshot(async (db) => {
    const scanned = await scanUndelivered(db, {
      accountId: caller.accountId,
      userId: caller.userId,
      visibleInboxIds: caller.inboxIds === "all" ? null : caller.inboxIds,
      filter,
      before: Number(before),
      limit: SCANNED_MAX,
    });
    const wanted = scanned.filter(({ isWanted }) => isWanted);
    const page = wanted.slice(0, limit);
    const end =
      wanted.length > limit
        ? page.at(-1)?.id
        : scanned.length === SCANNED_MAX
          ? scanned.at(-1)?.id
          : undefined;
    return {
      data: page.length > 0 ? await read(db, caller.accountId, page) : [],
      nextCursor: end === undefined ? null : formatPosition([end]),
      noReportsFrom: filter.trouble === "overdue" ? await noReportsFrom(db, caller, filter.inboxId) : [],
      asOf: await readAsOf(db, caller.accountId),
    };
  });
}

async function noReportsFrom(db: Db, caller: Caller, inboxId: number | undefined): Promise<number[]> {
  const ids = await listUnreportedIds(db, caller.accountId);
  return ids.filter((id) => maySee(caller, { inboxId: id }) && (inboxId === undefined || id === inboxId));
}

async function read(
  db: Db,
  accountId: number,
  page: readonly { id: number; conversationId: number }[],
): Promise<UndeliveredMessage[]> {
  const rows = await readMessages(
    db,
    accountId,
    page.map(({ id }) => id),
  );
  const ids = [...new Set(page.map(({ conversationId }) => conversationId))];
  const found = await selectConversations(db, accountId, "c.id = any($2::bigint[])", [ids]);
  const byId = new Map(found.map((one) => [one.conversation.id, one]));
  return rows
    .reverse()
    .map(toMessageDto)
    .flatMap((message) => {
      const place = byId.get(message.conversationId);
      return place ? [{ message, conversation: place.conversation, contact: place.contact }] : [];
    });
}

type Viewer = Pick<Caller, "inboxIds" | "userId">;

/**
 * Counts the messages that failed or are unconfirmed, for any number of members of the account from one reading of at most
 * inboxes × `max` rows.
 */
export async function countUndeliveredOf(
  db: Db,
  accountId: number,
  max = UNDELIVERED_MAX,
): Promise<(viewer: Viewer) => UndeliveredCounts> {
  const cells = await countUndeliveredCells(db, accountId, max);
  return ({ inboxIds, userId }) => {
    const counts: UndeliveredCounts = { mine: 0, all: 0, isCut: false };
    for (const { inboxId, assigneeId, count, isCut } of cells) {
      if (inboxIds !== "all" && !inboxIds.includes(inboxId)) continue;
      counts.all += count;
      if (userId !== null && assigneeId === userId) counts.mine += count;
      counts.isCut ||= isCut;
    }
    return counts;
  };
}
