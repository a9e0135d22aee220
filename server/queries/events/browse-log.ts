import type { Caller } from "@/server/contract/_shared/caller";
import type { Actor, Cause } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { formatPosition } from "@/server/contract/event/cursor";
import type { Event, EventType } from "@/server/contract/event/event";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import { type Page, positionOf, readAsOf } from "@/server/queries/_shared/page";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import type { Db } from "@/server/store/_postgres/db";
import { eventText, type LogRow, readHead } from "@/server/store/events/log/event-log";
import { findLogRow, searchLog, seqAt } from "@/server/store/events/log/search-log";

const EXCERPT_CHARS = 200;

/** An event as a line of the log: without its resource's DTO. */
type EventLine = {
  seq: number;
  id: string;
  type: EventType;
  stampedAt: string;
  operationId: string;
  actor: Actor;
  cause: Cause | null;
  conversationId: number | null;
  /** The conversation's number, while the event still contains it. */
  displayId: number | null;
  resource: Event["resource"];
  changes: Event["changes"];
  /** The beginning of a message's text. */
  excerpt: string | null;
};

type BrowseRequest = {
  types?: readonly EventType[] | null | undefined;
  /** By its number, or by its id, which also finds a purged one. */
  displayId?: number | null | undefined;
  conversationId?: number | null | undefined;
  actor?: { type: Actor["type"]; id?: number | null | undefined } | null | undefined;
  /** Stamped in `[from, to)`. */
  from?: Date | null | undefined;
  to?: Date | null | undefined;
  order: "newest" | "oldest";
  cursor?: string | null | undefined;
  limit: number;
};

/**
 * The account's log for people: by type, conversation, actor and time, from either end. With a filter that matches few events
 * a page may be short, even empty, and have a next one. Administrators only: it contains every inbox and private events.
 */
export async function browseLog(db: Db, caller: Caller, request: BrowseRequest): Promise<Page<EventLine>> {
  administratorsOnly(caller);
  const { accountId } = caller;
  const head = await readHead(db, accountId);
  if (!head) throw new Refusal("account.not_found");
  const [position] = positionOf(request.cursor, ["number"]) ?? [];
  const from = request.from ? (await seqAt(db, accountId, { head, at: request.from })) - 1 : 0;
  const to = request.to ? await seqAt(db, accountId, { head, at: request.to }) : head.lastSeq + 1;
  const isNewest = request.order === "newest";
  const { rows, goOn } = await searchLog(db, accountId, {
    types: request.types ?? null,
    conversationId: await conversationOf(db, caller, request),
    actor: request.actor ? { type: request.actor.type, id: request.actor.id ?? null } : null,
    after: typeof position === "number" && !isNewest ? Math.max(position, from) : from,
    before: typeof position === "number" && isNewest ? Math.min(position, to) : to,
    order: request.order,
    limit: request.limit,
  });
  return {
    data: rows.map(lineOf),
    nextCursor: goOn === null ? null : formatPosition([goOn]),
    asOf: await readAsOf(db, accountId),
  };
}

/** One event as it was sent: the text of `/v1/events`. Administrators only; refuses `resource.not_found`. */
export async function getEventText(db: Db, caller: Caller, seq: number): Promise<{ text: string }> {
  administratorsOnly(caller);
  const row = await findLogRow(db, caller.accountId, seq);
  if (!row) throw new Refusal("resource.not_found");
  return { text: eventText(row) };
}

async function conversationOf(
  db: Db,
  caller: Caller,
  { displayId, conversationId }: BrowseRequest,
): Promise<number | null> {
  if (displayId == null) return conversationId ?? null;
  return (await getConversation(db, caller, { displayId })).conversation.id;
}

function lineOf({ seq, stampedAt, conversationId, body }: LogRow): EventLine {
  const { id, type, operationId, actor, cause, resource, changes } = body;
  return {
    seq,
    id,
    type,
    stampedAt: stampedAt.toISOString(),
    operationId,
    actor,
    cause,
    conversationId,
    displayId: numberIn(body.data),
    resource,
    changes,
    excerpt: "content" in body.data ? [...body.data.content].slice(0, EXCERPT_CHARS).join("") : null,
  };
}

/** Null in a redacted event. */
function numberIn(data: Event["data"]): number | null {
  if ("displayId" in data) return data.displayId;
  return "conversation" in data ? (data.conversation?.displayId ?? null) : null;
}
