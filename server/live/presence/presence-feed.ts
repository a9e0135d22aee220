import { randomUUID } from "node:crypto";
import { maySee } from "@/server/contract/_shared/caller";
import { isAbout } from "@/server/contract/event/reduce";
import type { PresentAt } from "@/server/contract/live/presence";
import { coalesce } from "@/server/lib/async/coalesce";
import { throttle } from "@/server/lib/async/throttle";
import { eventOf } from "@/server/live/feeds/list-steps";
import { type Reader, visibilityOf } from "@/server/live/hub/reader";
import { publishMessage } from "@/server/live/wire/wire";
import type { Database } from "@/server/store/_postgres/db";
import { listDisplayedPlaces } from "@/server/store/conversations/conversation-places";
import type { LogRow } from "@/server/store/events/event-log";
import { createPresenceBook, type PresenceBook, type Present } from "./presence-book";
import { type PresenceReport, presenceWords } from "./presence-words";

/** Readers and other processes are told at most this often. */
const EVERY_MS = 150;
/** Other processes are told again of who is still here. */
const AGAIN_MS = 10_000;
/** A browser that looks at a conversation says so at least this often; a sleeping one does not. */
const VIEWED_MS = 100_000;

export type PresenceFeedOptions = {
  accountId: number;
  database: Database;
  now: () => Date;
  onError: (error: unknown) => void;
  /** Every open stream of the account. */
  readers: ReadonlySet<Reader>;
  /** Those that are at the log's head. */
  live: ReadonlySet<Reader>;
  cursor: () => string;
  write: (reader: Reader, message: Buffer) => void;
  /** Says words to every other process. */
  broadcast: (words: string) => void;
};

/** Tells an account's readers who is at which conversation, here and in other processes. Nothing of it is kept. */
export type PresenceFeed = {
  /** A reader has come or shows something else, or may see something else. */
  sendInitialState(reader: Reader): void;
  leave(reader: Reader): void;
  type(entry: Present, isTyping: boolean): void;
  /** Rows of the log: what was moved to another inbox is told to others. */
  take(rows: readonly LogRow[]): void;
  /** Takes what another process said. */
  applyReport(report: PresenceReport): void;
  /** Called every few seconds. */
  beat(): void;
};

/** What readers were told last of a conversation. */
type RenderedPresence = { inboxId: number; text: string };

export function createPresenceFeed(options: PresenceFeedOptions): PresenceFeed {
  const { accountId, now, onError, readers, broadcast } = options;
  const nowMs = () => now().getTime();
  const book = createPresenceBook(nowMs);
  const from = randomUUID(); // not the process's: an account's feed may end and begin again
  const send = (report: Parameters<typeof presenceWords>[1]) =>
    presenceWords({ accountId, from }, report).forEach(broadcast);
  const { placesOf, evict } = createPlaceMemory(options);
  const sender = createSender(options, book);
  let end: ReturnType<typeof setTimeout> | undefined;
  let sentAt = nowMs();

  const refresh = coalesce(async () => {
    const viewed = viewedBy(readers, nowMs() - VIEWED_MS);
    const inboxes = await placesOf(viewed.map(({ displayId }) => displayId));
    const own = viewed.flatMap(({ reader: { caller }, displayId }): Present[] => {
      const inboxId = inboxes.get(displayId);
      const isSeen = inboxId !== undefined && maySee(caller, { inboxId });
      return isSeen && caller.userId !== null ? [{ displayId, inboxId, userId: caller.userId }] : [];
    });
    send(book.setOwn(own));
    sender.send();
    clearTimeout(end);
    const endsAt = book.endsAt();
    if (endsAt !== null) end = setTimeout(soon.schedule, endsAt - nowMs() + 1).unref();
  });
  const soon = throttle(EVERY_MS, () => void refresh().catch(onError));
  send({ asks: true });

  return {
    sendInitialState(reader) {
      sender.sendInitialState(reader);
      soon.schedule();
    },
    leave(reader) {
      sender.leave(reader);
      soon.schedule();
    },
    type(entry, isTyping) {
      book.type(entry, isTyping);
      soon.schedule();
    },
    take(rows) {
      const moved = rows.filter(({ type }) => type === "conversation.moved").map(eventOf);
      for (const event of moved) if (isAbout(event, "conversation")) evict(event.data.displayId);
      if (moved.length > 0) soon.schedule();
    },
    applyReport(report) {
      book.applyReport(report.from, report);
      for (const entry of report.types) book.type(entry, true);
      for (const entry of report.rests) book.type(entry, false);
      if (report.asks) send({ here: book.own(), types: book.typing() });
      soon.schedule();
    },
    beat() {
      if (book.own().length === 0 || nowMs() - sentAt < AGAIN_MS) return;
      sentAt = nowMs();
      send({ here: book.own() });
      soon.schedule(); // somebody may have fallen asleep
    },
  };
}

type Viewed = { reader: Reader; displayId: number };

const viewedBy = (readers: ReadonlySet<Reader>, since: number): Viewed[] =>
  [...readers]
    .filter(({ requestedAt: wishedAt, sink }) => wishedAt > since && !sink.isClosed)
    .flatMap((reader) => (reader.topics?.viewed ?? []).map((displayId) => ({ reader, displayId })));

/** The inboxes of conversations, read once for as long as they are asked for and stay where they are. */
function createPlaceMemory({ database, accountId }: PresenceFeedOptions) {
  let known = new Map<number, number>();
  const evict = (displayId: number): void => void known.delete(displayId);
  const placesOf = async (displayIds: readonly number[]): Promise<ReadonlyMap<number, number>> => {
    const requested = new Set(displayIds);
    known = new Map([...known].filter(([displayId]) => requested.has(displayId)));
    const unknown = [...requested].filter((displayId) => !known.has(displayId));
    if (unknown.length === 0) return known;
    for (const place of await listDisplayedPlaces(database, accountId, unknown))
      known.set(place.displayId, place.inboxId);
    return known;
  };
  return { placesOf, evict };
}

/** Sends what changed to those who may see it, rendered once for all who see the same. */
function createSender({ live, cursor, write }: PresenceFeedOptions, book: PresenceBook) {
  let lastSent = new Map<number, RenderedPresence>();
  /** Readers that are told everything, when they are at the log's head. */
  const greeted = new Set<Reader>();
  /** Readers that were told of somebody. */
  const informed = new WeakSet<Reader>();

  const whole = (): (RenderedPresence & { isNews: boolean })[] => {
    const all = book.all();
    const next = new Map<number, RenderedPresence>();
    for (const [displayId, { inboxId, present }] of all)
      next.set(displayId, { inboxId, text: JSON.stringify(present) });
    const nobody = [...lastSent].filter(
      ([displayId, { inboxId }]) => next.get(displayId)?.inboxId !== inboxId,
    );
    const news = [...next].map(([displayId, one]) => ({
      ...one,
      isNews: lastSent.get(displayId)?.text !== one.text || lastSent.get(displayId)?.inboxId !== one.inboxId,
    }));
    lastSent = next;
    // First: who sees both inboxes of what was moved goes by what comes last.
    return [
      ...nobody.map(([displayId, { inboxId }]) => ({ inboxId, text: emptyText(displayId), isNews: true })),
      ...news,
    ];
  };

  return {
    sendInitialState: (reader: Reader) => void (reader.topics !== null && greeted.add(reader)),
    leave: (reader: Reader) => void greeted.delete(reader),
    send(): void {
      const all = whole();
      const hasNews = all.some(({ isNews }) => isNews);
      if (!hasNews && greeted.size === 0) return;
      const messages = new Map<string, { isNobody: boolean; bytes: Buffer }>();
      for (const reader of live) {
        const isWhole = greeted.delete(reader);
        if (reader.topics === null || !(isWhole || hasNews)) continue;
        const key = `${isWhole}|${visibilityOf(reader.caller)}`;
        const message = messages.get(key) ?? render(all, { reader, isWhole, cursor: cursor() });
        messages.set(key, message);
        if (message.isNobody && !(isWhole && informed.has(reader))) continue;
        informed.add(reader);
        write(reader, message.bytes);
      }
    },
  };
}

const emptyText = (displayId: number): string =>
  JSON.stringify({ displayId, viewerIds: [], typerIds: [] } satisfies PresentAt);

type Rendering = { reader: Reader; isWhole: boolean; cursor: string };

function render(
  all: readonly (RenderedPresence & { isNews: boolean })[],
  { reader, isWhole, cursor }: Rendering,
) {
  const seen = all.filter((one) => (isWhole || one.isNews) && maySee(reader.caller, one));
  const at = seen.map(({ text }) => JSON.parse(text) as PresentAt); // our own, a few lines above
  return { isNobody: seen.length === 0, bytes: publishMessage(cursor, { presence: { isWhole, at } }) };
}
