import type { Topics, TopicsChange } from "@/server/contract/live/topics";

export type TopicRequest = Omit<TopicsChange, "connectionId">;

export type TopicSyncOptions = {
  topics: () => Topics;
  /** Where the page is in the log; null = nowhere yet. */
  position: () => string | null;
  /** Says it to the server; whether it says no for good is told by the stream, not here. */
  send: (request: TopicRequest) => void;
};

/** Keeps the stream's topics equal to what is shown, however often the connection breaks. */
export type TopicSync = {
  /** What is shown has changed. */
  changed(): void;
  /** A new stream: it knows nothing of our topics. */
  connected(): void;
  broken(): void;
  /** The stream reads the topics of this revision. */
  acknowledged(revision: number): void;
  close(): void;
};

/** Somebody going through conversations by key does not ask for each. */
const BATCH_MS = 20;
/** A wish that was not acknowledged was lost on its way, or the server is busy: twice as long each time, up to the greatest. */
const AGAIN_MS = 2_000;
const AGAIN_MS_MAX = 16_000;

/** Makes the wishes of one page; `revision` rises over all its connections. */
export function createTopicSync({ topics, position, send }: TopicSyncOptions): TopicSync {
  let isConnected = false;
  let revision = 0;
  let isSent = true;
  /** The first revision that asked for what is shown now: the stream need not have seen its repetitions. */
  let firstRevision = 1;
  let againMs = AGAIN_MS;
  /** What is shown is as of here; frames that come before the stream has our topics do not count. */
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
    later(againMs);
    againMs = Math.min(2 * againMs, AGAIN_MS_MAX);
  }
  /** What was asked for until now does not count any more. */
  function begin(): void {
    isSent = false;
    firstRevision = revision + 1;
    againMs = AGAIN_MS;
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
