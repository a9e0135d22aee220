import type { Caller } from "@/server/contract/_shared/caller";
import type { Frame, ListedRow } from "@/server/contract/live/frame";
import type { Topics } from "@/server/contract/live/topics";
import type { Semaphore } from "@/server/lib/async/semaphore";
import { cursorAt, GAP_EVENTS_MAX, type LogPages } from "@/server/live/log/log-pages";
import { errorMessage, publishMessage, resetMessage } from "@/server/live/wire/wire";
import { listConversations } from "@/server/queries/conversations/list-conversations";
import { listInboxIds } from "@/server/queries/inboxes/list-inbox-ids";
import type { Database } from "@/server/store/_postgres/db";
import type { Head, LogRow } from "@/server/store/events/log/event-log";
import { audienceOf, changesRights, type Reader, visibilityOf } from "./reader";

export type SettlerOptions = {
  accountId: number;
  database: Database;
  now: () => Date;
  onError: (error: unknown) => void;
  /** Limits the load on the database when many readers join at the same time. */
  gate: Semaphore;
  pages: LogPages;
  readers: ReadonlySet<Reader>;
  /** The set that settled readers are added to. */
  live: Set<Reader>;
  head: () => Head;
  /** Called when a reader is at the head. */
  onSettled?: (reader: Reader) => void;
};

/** Sends a reset: the reader fetches again and continues from `head`. */
export function restartReader(reader: Reader, head: Head): void {
  reader.position = reader.lastSent = head.lastSeq;
  reader.sink.write(resetMessage(cursorAt(head)));
}

/**
 * Creates a function that brings a reader to the feed's head, apart from the fan-out, and then into it: a new reader,
 * one with changed rights or topics, or one that receives too slowly. Every step waits until
 * the last one has been sent, so a slow reader costs one frame of memory.
 */
export function createSettler(options: SettlerOptions): (reader: Reader) => void {
  const settling = new WeakSet<Reader>();
  const arrive = (reader: Reader) => {
    // Synchronously, not when the promise settles: a call in between would find the reader in neither set.
    settling.delete(reader);
    options.live.add(reader);
    options.onSettled?.(reader);
  };
  return (reader) => {
    options.live.delete(reader);
    if (settling.has(reader)) return;
    settling.add(reader);
    bringUp(reader, options, arrive).catch((error: unknown) => {
      options.onError(error);
      reader.sink.end(errorMessage("server.busy"));
    });
  };
}

async function bringUp(
  reader: Reader,
  options: SettlerOptions,
  arrive: (reader: Reader) => void,
): Promise<void> {
  const { readers, head, gate } = options;
  const hasLeft = () => !readers.has(reader) || reader.sink.isClosed;
  while (!hasLeft()) {
    if (reader.isStale) {
      await gate(() => recheck(reader, options));
      continue;
    }
    if (!(await reader.sink.drained())) return reader.sink.drop();
    if (hasLeft() || reader.isStale) continue; // it left or changed meanwhile
    if (reader.position === head().lastSeq) return arrive(reader);
    await gate(() => step(reader, options));
  }
}

/** Reads session and rights again. */
async function recheck(reader: Reader, options: SettlerOptions): Promise<void> {
  const { accountId, database, now, head } = options;
  reader.isStale = false;
  const checkedAt = now().getTime();
  const before = reader.caller;
  const caller = await reader.readCaller();
  if (!caller || caller.accountId !== accountId || caller.userId !== before.userId) {
    reader.sink.end(errorMessage("auth.required"));
    return;
  }
  const isChanged = visibilityOf(caller) !== visibilityOf(before);
  Object.assign(reader, { caller, checkedAt });
  reader.audience = audienceOf(reader);
  if (!isChanged) return;
  const { topics, position } = reader;
  const change = topics && (await readRightsChange({ database, before, after: caller, topics }));
  if (!change || reader.topics !== topics || reader.position !== position)
    return restartReader(reader, head());
  reader.sink.write(publishMessage(cursorAt({ ...head(), lastSeq: position }), change));
}

/** Sends the next frame from the log, or a reset when the log has a gap. */
async function step(reader: Reader, { head, pages }: SettlerOptions): Promise<void> {
  const { position, audience } = reader;
  if (head().lastSeq - position > GAP_EVENTS_MAX) return restartReader(reader, head());
  const { rows, render } = await pages.after(position, head());
  if (reader.isStale || reader.position !== position || reader.audience !== audience) return; // the reader changed meanwhile: repeat
  const last = rows.at(-1);
  const isWhole = last !== undefined && rows[0]?.seq === position + 1;
  if (!isWhole || rows.some((row) => changesRightsOf(reader, row))) return restartReader(reader, head());
  reader.position = last.seq;
  const message = render(reader);
  if (message === null) return;
  reader.sink.write(message);
  reader.lastSent = last.seq;
}

/** Whether the event changes what the reader may see. */
const changesRightsOf = (reader: Reader, row: LogRow): boolean =>
  changesRights(row) && row.body.resource.id === reader.caller.userId;

/** The maximum of rows that enter a reader's views in one frame; with more, the reader fetches again. */
const ENTER_MAX = 100;

type RightsChange = { database: Database; before: Caller; after: Caller; topics: Topics };

/**
 * The frame for a reader whose visible inboxes changed: the removed inboxes, and the rows of the new ones that
 * are in its views. Null when there are too many: then it fetches again.
 */
async function readRightsChange(change: RightsChange): Promise<Pick<Frame, "gone" | "rows"> | null> {
  const { database, before, after } = change;
  const [had, has] = await Promise.all([listInboxIds(database, before), listInboxIds(database, after)]);
  const lost = had.filter((id) => !has.includes(id));
  const gained = has.filter((id) => !had.includes(id));
  const enter = gained.length === 0 ? [] : await readRows(change, gained);
  if (enter === null) return null;
  return { gone: { inboxIds: lost }, rows: { enter, leave: [] } };
}

async function readRows(
  { database, after, topics }: RightsChange,
  inboxIds: number[],
): Promise<ListedRow[] | null> {
  const rows = new Map<number, ListedRow>();
  for (const view of topics.views) {
    const page = await listConversations(database, { ...after, inboxIds }, { ...view, limit: ENTER_MAX });
    if (page.nextCursor !== null) return null;
    for (const row of page.data) rows.set(row.conversation.id, row);
  }
  return [...rows.values()];
}
