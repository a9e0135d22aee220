import { type Cursor, parseCursor } from "@/server/contract/event/cursor";
import type { Frame, PresentAt } from "@/server/contract/live/frame";
import type { Topics } from "@/server/contract/live/topics";
import { createTopicSync, type LiveStream, type LiveTransport, mergeTopics } from "./live-stream";

/** One stream of live events, shared by everything on the page. */
export type LiveConnection = {
  /** Opens the stream; returns a function that closes it. */
  open(): () => void;
  state(): LiveState;
  onState(listener: () => void): () => void;
  /** Requests a screen's topics until the returned function is called. */
  show(topics: Topics): () => void;
  /** Whether frames cover the requested topics; else they carry everything but counters. */
  isFiltered(): boolean;
  /** The page's cursor in the log; null before the first frame of a page without `since`. */
  position(): string | null;
  /** Frames, in order. */
  onFrame(listener: (frame: Frame) => void): () => void;
  /** The stream continues from `cursor` after a gap: refetch everything that is shown. */
  onReset(listener: (cursor: string) => void): () => void;
  /**
   * The frames after a list's `asOf` that have arrived already: apply what arrived while the list was being read. Null when
   * the memory does not reach back that far: refetch the list.
   */
  framesAfter(asOf: string): readonly Frame[] | null;
};

export type LiveConnectionOptions = {
  transport: LiveTransport;
  /** The `asOf` of what the page was rendered with. Without it the first frame counts as a reset. */
  since: string | null;
};

/** Frames kept for `framesAfter`. */
const MEMORY_FRAMES = 500;

/** Makes a connection; nothing happens before `open`. */
export function createLiveConnection({ transport, since }: LiveConnectionOptions): LiveConnection {
  const frames = new Set<(frame: Frame) => void>();
  const resets = new Set<(cursor: string) => void>();
  const memory = createLiveMemory(since === null ? null : parseCursor(since), MEMORY_FRAMES);
  const health = createLiveHealth();
  let position = since;
  let isFiltered = true;
  let stream: LiveStream | null = null;
  const shown = createShownTopics(() => topicSync.changed());
  const topicSync = createTopicSync({
    topics: shown.all,
    position: () => position,
    send: (request) => stream?.setTopics(request),
  });

  function onFrame(frame: Frame): void {
    const isReset = frame.reset !== undefined || position === null;
    position = frame.cursor;
    if (isReset) memory.restart(parseCursor(frame.cursor));
    if (isReset) for (const listener of resets) listener(frame.cursor);
    if (frame.topics !== undefined) topicSync.acknowledged(frame.topics);
    memory.add(frame);
    for (const listener of frames) listener(frame);
  }

  function open(): () => void {
    health.enter("connecting");
    const opened = transport(position, {
      onFrame,
      onConnected() {
        health.enter("live");
        topicSync.connected();
      },
      onBroken() {
        topicSync.broken();
        health.enter("connecting");
      },
      onRefused: () => health.enter("signedOut"),
      onUnfiltered() {
        isFiltered = false;
        topicSync.close();
      },
    });
    stream = opened;
    return () => {
      topicSync.broken();
      health.stopWaiting();
      opened.close();
      stream = null;
    };
  }

  return {
    open,
    show: shown.add,
    isFiltered: () => isFiltered,
    position: () => position,
    state: health.state,
    onState: health.onState,
    onFrame: (listener) => listen(frames, listener),
    onReset: (listener) => listen(resets, listener),
    framesAfter: (asOf) => memory.after(parseCursor(asOf)),
  };
}

/** The topics of the page's screens. Calls `onChange` when a screen adds or removes its own. */
function createShownTopics(onChange: () => void) {
  const shown = new Set<{ topics: Topics }>();
  return {
    all: () => mergeTopics(shown),
    add(topics: Topics) {
      const remove = listen(shown, { topics });
      onChange();
      return () => {
        remove();
        onChange();
      };
    },
  };
}

/** The latest frames of the stream, for lists that were being read while they arrived. */
type LiveMemory = {
  add(frame: Frame): void;
  /** Clears the memory: the stream continues from `cursor`. */
  restart(cursor: Cursor | null): void;
  /** The frames that contain anything after `asOf`, or null when the memory does not reach back that far. */
  after(asOf: Cursor | null): readonly Frame[] | null;
};

/** The greatest seq that a frame may contain. */
const endOf = ({ cursor, upTo = 0 }: Frame): number => Math.max(upTo, parseCursor(cursor)?.seq ?? 0);

/** Keeps at most `size` frames that arrived after `start`; a null start is not known yet. */
function createLiveMemory(start: Cursor | null, size: number): LiveMemory {
  let from = start;
  let frames: Frame[] = [];
  return {
    add(frame) {
      frames.push(frame);
      const lost = frames.length > size ? frames.shift() : undefined;
      if (from && lost) from = { epoch: from.epoch, seq: Math.max(from.seq, endOf(lost)) };
    },
    restart(cursor) {
      from = cursor;
      frames = [];
    },
    after(asOf) {
      if (!from || !asOf || asOf.epoch !== from.epoch || asOf.seq < from.seq) return null;
      return frames.filter((frame) => endOf(frame) > asOf.seq);
    },
  };
}

/**
 * `connecting`: initially, and during a short break. `live`: every change arrives. `offline`: disconnected for longer than
 * a moment; the screen may be out of date. `signedOut`: the session ended.
 */
export type LiveState = "connecting" | "live" | "offline" | "signedOut";

/** A shorter break does not count as offline. */
const OFFLINE_AFTER_MS = 3000;

/** The state that is shown. */
function createLiveHealth() {
  const listeners = new Set<() => void>();
  let state: LiveState = "connecting";
  let offline: ReturnType<typeof setTimeout> | undefined;

  function stopWaiting(): void {
    clearTimeout(offline);
    offline = undefined;
  }

  function show(next: LiveState): void {
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener();
  }

  return {
    state: () => state,
    onState: (listener: () => void) => listen(listeners, listener),
    enter(next: LiveState): void {
      if (next !== "connecting") stopWaiting();
      else offline ??= setTimeout(() => show("offline"), OFFLINE_AFTER_MS); // from the first failed try
      if (next !== "connecting" || state !== "offline") show(next);
    },
    stopWaiting,
  };
}

/** Adds a listener; returns a function that removes it. */
function listen<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** Presence by conversation, as the stream sends it. */
export type PresenceStore = {
  /** Null: nobody, or unknown. */
  at(displayId: number): PresentAt | null;
  onChange(listener: () => void): () => void;
};

/** Follows a connection. While it is broken nobody is present: afterwards the stream sends the full state. */
export function createPresenceStore(
  connection: Pick<LiveConnection, "onFrame" | "onState" | "state">,
): PresenceStore {
  const listeners = new Set<() => void>();
  let known = new Map<number, PresentAt>();
  const set = (next: typeof known) => {
    known = next;
    for (const listener of listeners) listener();
  };
  connection.onFrame(({ presence }) => {
    if (!presence) return;
    const next = new Map(presence.isWhole ? [] : known);
    for (const one of presence.at) {
      if (one.viewerIds.length + one.typerIds.length > 0) next.set(one.displayId, one);
      else next.delete(one.displayId);
    }
    set(next);
  });
  connection.onState(() => {
    if (connection.state() !== "live" && known.size > 0) set(new Map());
  });
  return {
    at: (displayId) => known.get(displayId) ?? null,
    onChange: (listener) => listen(listeners, listener),
  };
}
