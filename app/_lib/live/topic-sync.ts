import { VIEWED_MAX } from "@/server/contract/live/frame";
import type { Topics, TopicsChange } from "@/server/contract/live/topics";

export type TopicRequest = Omit<TopicsChange, "connectionId">;

export type TopicSyncOptions = {
  topics: () => Topics;
  /** The page's cursor in the log; null = unknown. */
  position: () => string | null;
  /** Sends a request to the server; a final refusal is reported by the stream, not here. */
  send: (request: TopicRequest) => void;
};

/** Keeps the stream's topics equal to those of the screens, however often the connection breaks. */
export type TopicSync = {
  /** The topics of the screens have changed. */
  changed(): void;
  /** A new stream: it has none of our topics. */
  connected(): void;
  broken(): void;
  /** The stream has the topics of this revision. */
  acknowledged(revision: number): void;
  close(): void;
};

/** Paging through conversations by key does not send a request for each. */
const BATCH_MS = 20;
/** A request without confirmation was lost, or the server is busy: the interval doubles up to a maximum. */
const REPEAT_MS = 2_000;
const REPEAT_MS_MAX = 16_000;

/** Makes the requests of one page; `revision` increases over all its connections. */
export function createTopicSync({ topics, position, send }: TopicSyncOptions): TopicSync {
  let isConnected = false;
  let revision = 0;
  let isSent = true;
  /** The first revision with the current topics: confirmation of any repetition counts. */
  let firstRevision = 1;
  let repeatMs = REPEAT_MS;
  /** The screens are as of this cursor; frames that arrive before the stream has our topics do not count. */
  let since: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const later = (ms: number) => {
    clearTimeout(timer);
    if (isConnected) timer = setTimeout(sendTopics, ms);
  };
  function sendTopics(): void {
    since ??= position();
    if (since !== null) {
      revision += 1;
      isSent = true;
      send({ topics: topics(), after: since, revision });
    }
    later(repeatMs);
    repeatMs = Math.min(2 * repeatMs, REPEAT_MS_MAX);
  }
  /** Earlier requests no longer count. */
  function begin(): void {
    isSent = false;
    firstRevision = revision + 1;
    repeatMs = REPEAT_MS;
    since ??= position();
  }

  return {
    changed() {
      begin();
      later(BATCH_MS);
    },
    connected() {
      isConnected = true;
      begin();
      clearTimeout(timer);
      sendTopics();
    },
    broken() {
      isConnected = false;
      since ??= position();
      clearTimeout(timer);
    },
    acknowledged(granted) {
      if (granted < firstRevision || !isSent) return;
      since = null;
      clearTimeout(timer);
    },
    close() {
      isConnected = false;
      clearTimeout(timer);
    },
  };
}

/** The topics of all screens of this page, combined. */
type TopicUnion = {
  /** Adds a screen's topics; returns a function that removes them. */
  add(topics: Topics): () => void;
  /** All topics without duplicates. */
  all(): Topics;
};

/** @param onChange called when topics were added or removed. */
export function createTopicUnion(onChange: () => void): TopicUnion {
  const shown = new Set<Topics>();
  return {
    add(topics) {
      const own = { ...topics };
      shown.add(own);
      onChange();
      return () => {
        shown.delete(own);
        onChange();
      };
    },
    all() {
      const topics = [...shown];
      const views = new Map(topics.flatMap((t) => t.views).map((view) => [JSON.stringify(view), view]));
      return {
        views: [...views.values()],
        conversations: [...new Set(topics.flatMap((t) => t.conversations))],
        counters: topics.some((t) => t.counters),
        viewed: [...new Set(topics.flatMap((t) => t.viewed ?? []))].slice(0, VIEWED_MAX),
      };
    },
  };
}
