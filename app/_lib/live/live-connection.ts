import { parseCursor } from "@/server/contract/event/cursor";
import type { Frame } from "@/server/contract/event/event";
import type { Topics } from "@/server/contract/live/topics";
import { createLiveHealth, type LiveState, listen } from "./live-health";
import { createLiveMemory } from "./live-memory";
import { createTopicUnion } from "./live-topics";
import { createTopicSync, type TopicRequest } from "./topic-sync";

/** What a transport tells. */
export type LiveObserver = {
  onFrame(frame: Frame): void;
  onConnected(): void;
  onBroken(): void;
  onRefused(): void;
  /** The stream brings everything: nobody filters it by topics. */
  onUnfiltered(): void;
};

/** A stream that resumes by itself. */
export type LiveStream = {
  /** Asks for other topics; the stream says when, by the wish's revision in a frame. */
  setTopics(request: TopicRequest): void;
  close(): void;
};

/** Opens a stream after the cursor `since` or at the head. */
export type LiveTransport = (since: string | null, observer: LiveObserver) => LiveStream;

/** One stream of live events, shared by everything on the page. */
export type LiveConnection = {
  /** Opens the stream; gives back how to close it. */
  open(): () => void;
  state(): LiveState;
  onState(listener: () => void): () => void;
  /** Asks for what a screen shows, until the function given back is called. */
  show(topics: Topics): () => void;
  /** Whether frames hold what was asked for; else everything, and no counters. */
  isFiltered(): boolean;
  /** Up to where the page is in the log; null before the first frame of a page without `since`. */
  position(): string | null;
  /** What has come, in order. */
  onFrame(listener: (frame: Frame) => void): () => void;
  /** The stream goes on from `cursor` after a gap: everything shown must be fetched again. */
  onReset(listener: (cursor: string) => void): () => void;
  /**
   * The frames after a list's `asOf` that have come already: what came while the list was being read must be applied
   * to it. Null when the memory does not reach back so far: read the list again.
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
  const union = createTopicUnion(() => topicSync.changed());
  const topicSync = createTopicSync({
    topics: union.all,
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
    show: union.add,
    isFiltered: () => isFiltered,
    position: () => position,
    state: health.state,
    onState: health.onState,
    onFrame: (listener) => listen(frames, listener),
    onReset: (listener) => listen(resets, listener),
    framesAfter: (asOf) => memory.after(parseCursor(asOf)),
  };
}
