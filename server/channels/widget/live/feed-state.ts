import { formatCursor } from "@/server/contract/event/cursor";
import type { Event } from "@/server/contract/event/event";
import type { Rendering } from "@/server/files/file-url";
import type { LogPages, Piece } from "@/server/live/log/log-pages";
import type { Database } from "@/server/store/_postgres/db";
import { type Head, readHead } from "@/server/store/events/log/event-log";
import { customerEvents, type OwnedEvent } from "./customer-events";
import type { Listener } from "./listener";

/** What the feed of one account works with. */
export type FeedState = {
  accountId: number;
  database: Database;
  listeners: Set<Listener>;
  rendering(): Rendering;
  pages: LogPages;
  /** The events of a page that visitors of these inboxes see: rendered once for all that catch up on it. */
  rendered: WeakMap<Piece, { inboxIds: ReadonlySet<number>; owned: Promise<OwnedEvent[]> }>;
  /** Of the log that is followed; null until it was read. */
  epoch: string | null;
  /** The last event that was followed or found. */
  lastSeq: number;
};

export const inboxesOf = ({ listeners }: FeedState): ReadonlySet<number> =>
  new Set([...listeners].map(({ inboxId }) => inboxId));

/** The events that visitors of these listeners' inboxes see. */
export const renderEvents = (state: FeedState, events: readonly Event[]): Promise<OwnedEvent[]> =>
  customerEvents(events, {
    database: state.database,
    accountId: state.accountId,
    rendering: state.rendering(),
    inboxIds: inboxesOf(state),
  });

export const cursorIn =
  ({ epoch }: Pick<FeedState, "epoch">) =>
  (seq: number): string =>
    formatCursor({ epoch: epoch ?? "", seq });

/** Reads the head of the log. Events that were followed meanwhile count, unless the log was replaced. */
export async function findHead(state: FeedState): Promise<Head> {
  const head = await readHead(state.database, state.accountId);
  if (!head) throw new Error(`account ${state.accountId} has no log`);
  const isSame = state.epoch === null || state.epoch === head.epoch;
  state.lastSeq = isSame ? Math.max(state.lastSeq, head.lastSeq) : head.lastSeq;
  state.epoch = head.epoch;
  return { ...head, lastSeq: state.lastSeq };
}
