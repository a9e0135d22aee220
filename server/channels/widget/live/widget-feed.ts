import { type Services, servicesFor } from "@/server/commands/_run/services";
import { CUSTOMER } from "@/server/contract/live/frame";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import type { FollowedEvent } from "@/server/live/log/follow-events";
import { createEventFollower } from "@/server/live/log/follower";
import { createLogPages } from "@/server/live/log/log-pages";
import { logSignal } from "@/server/live/log/log-signal";
import type { Present } from "@/server/live/presence/presence-book";
import { typingSignal } from "@/server/live/presence/presence-messages";
import { createAppearances } from "./appearances";
import { catchUp } from "./catch-up";
import { cursorIn, type FeedState, findHead, inboxesOf, renderEvents } from "./feed-state";
import { isOwn, type Listener } from "./listener";
import { notifyListener } from "./notify-listener";
import { renderTyping } from "./typing";

/** What happens in the conversations of one account's visitors, sent to their open pages in this process. */
export type WidgetFeed = {
  /**
   * Sends the listener what came after `cursor` (null: nothing), then everything that happens. Resolves when it has caught up.
   */
  join(listener: Listener, cursor: string | null): Promise<void>;
  leave(listener: Listener): void;
  listeners: ReadonlySet<Listener>;
};

type Options = { services: Services; accountId: number; baseUrl: string };

/** Proxies end a connection that is silent for longer. */
const BEAT_MS = 15_000;

/**
 * Follows an account's log once for all of its widgets: an event costs the same reads whether one page is open or a thousand, and
 * a page that it is not for costs a comparison. A page that comes back reads the log from its cursor, in pages that are read and
 * rendered once for all that come back together.
 */
export function createWidgetFeed({ services, accountId, baseUrl }: Options): WidgetFeed {
  const own = servicesFor(services, { accountId });
  const { database, now } = own;
  const onError = (error: unknown) =>
    log.warn({ accountId, reason: reasonOf(error) }, "widget: events could not be sent");
  const state: FeedState = {
    accountId,
    database,
    listeners: new Set(),
    rendering: () => ({ now: now(), baseUrl }),
    pages: createLogPages(database, accountId),
    rendered: new WeakMap(),
    epoch: null,
    lastSeq: 0,
  };
  const appearances = createAppearances({ services: own, state, onError });
  const follower = createEventFollower<Listener, [entry: Present, isTyping: boolean]>({
    accountId,
    database,
    onEvents: async (followed) => {
      await notifyAll(state, followed);
      appearances.follow(followed.map(({ event }) => event));
    },
    onJump: () => void resetAll(state).catch(onError),
    signal: typingSignal(),
    onSignal: (entry, isTyping) => notifyTyping(state, entry, isTyping),
    onError,
  });
  let ending: AbortController | null = null;
  return {
    listeners: state.listeners,
    async join(listener, cursor) {
      state.listeners.add(listener);
      if (!ending) {
        ending = new AbortController();
        void keepAlive(state, ending.signal).catch(onError);
        appearances.start();
      }
      await follower.join(listener);
      await catchUp(state, listener, cursor);
      await appearances.show(listener);
    },
    leave(listener) {
      state.listeners.delete(listener);
      follower.leave(listener);
      if (state.listeners.size > 0) return;
      ending?.abort();
      ending = null;
      appearances.stop();
      Object.assign(state, { epoch: null, lastSeq: 0 });
      state.pages.clear();
    },
  };
}

/** Pages that cannot be sent something are ended: they connect again from their cursor, so that they miss nothing. */
async function notifyAll(state: FeedState, followed: readonly FollowedEvent[]): Promise<void> {
  const events = followed.map(({ event }) => event);
  const owned = await renderEvents(state, events).catch((error: unknown) => {
    endAll(state);
    throw error;
  });
  const last = events.at(-1)?.seq ?? 0;
  state.lastSeq = Math.max(state.lastSeq, last);
  for (const listener of [...state.listeners]) {
    if (listener.position === null) continue;
    notifyListener(listener, { events, owned, cursorOf: cursorIn(state) });
    listener.position = Math.max(listener.position, last);
  }
}

async function resetAll(state: FeedState): Promise<void> {
  state.pages.clear();
  const { lastSeq } = await findHead(state).catch((error: unknown) => {
    endAll(state);
    throw error;
  });
  for (const listener of state.listeners) {
    if (listener.position === null) continue;
    listener.position = lastSeq;
    listener.reset(cursorIn(state)(lastSeq));
  }
}

function endAll({ listeners }: FeedState): void {
  for (const listener of [...listeners]) listener.end();
}

async function notifyTyping(state: FeedState, entry: Present, isTyping: boolean): Promise<void> {
  if (entry.userId === CUSTOMER || entry.isPrivate || !inboxesOf(state).has(entry.inboxId)) return;
  const { database, accountId } = state;
  const typing = await renderTyping(entry, isTyping, { database, accountId, rendering: state.rendering() });
  if (!typing) return;
  for (const listener of state.listeners)
    if (listener.position !== null && isOwn(listener, typing.owner))
      listener.notify(typing.event, cursorIn(state)(listener.position));
}

/** While there is somebody: sends a sign that the connection is alive, and ends all with the process. */
async function keepAlive(state: FeedState, signal: AbortSignal): Promise<void> {
  let beatAt = performance.now() + BEAT_MS;
  while (!signal.aborted) {
    await logSignal().wait(state.accountId, Math.max(1, beatAt - performance.now()), signal);
    if (logSignal().isClosed()) return endAll(state);
    if (performance.now() < beatAt) continue;
    beatAt = performance.now() + BEAT_MS;
    state.pages.prune();
    for (const { position, beat } of state.listeners) if (position !== null) beat(cursorIn(state)(position));
  }
}
