import { type Piece, usablePosition } from "@/server/live/log/log-pages";
import { toEvent } from "@/server/store/events/log/event-log";
import type { OwnedEvent } from "./customer-events";
import { cursorIn, type FeedState, findHead, inboxesOf, renderEvents } from "./feed-state";
import type { Listener } from "./listener";
import { notifyListener } from "./notify-listener";

/** Sends a listener what came after `cursor` (null: nothing) up to the last event, from where it follows with the others. */
export async function catchUp(state: FeedState, listener: Listener, cursor: string | null): Promise<void> {
  const head = await findHead(state);
  const cursorOf = cursorIn(state);
  const usable = cursor === null ? head.lastSeq : usablePosition(head, cursor);
  if (usable === null) listener.reset(cursorOf(head.lastSeq));
  let position = usable ?? head.lastSeq;
  while (position < state.lastSeq) {
    const lastSeq = state.lastSeq;
    const piece = await state.pages.after(position, { ...head, lastSeq });
    const events = piece.rows.map(toEvent);
    const owned = await renderedOf(state, piece, listener);
    listener.position = position;
    notifyListener(listener, { events, owned, cursorOf });
    listener.position = null;
    position = events.at(-1)?.seq ?? lastSeq;
  }
  listener.position = position; // nothing was awaited since the comparison
  listener.beat(cursorOf(position));
}

/** Anew for a listener whose inbox had none when it was rendered. */
function renderedOf(state: FeedState, piece: Piece, { inboxId }: Listener): Promise<OwnedEvent[]> {
  const { rendered } = state;
  const known = rendered.get(piece);
  if (known?.inboxIds.has(inboxId)) return known.owned;
  const owned = renderEvents(state, piece.rows.map(toEvent));
  const one = { inboxIds: inboxesOf(state), owned };
  rendered.set(piece, one);
  owned.catch(() => rendered.get(piece) === one && rendered.delete(piece)); // its waiters receive the error
  return owned;
}
