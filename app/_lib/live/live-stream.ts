import { parseCursor } from "@/server/contract/event/cursor";
import { CONVERSATIONS_MAX, type Frame, VIEWED_MAX, VIEWS_MAX } from "@/server/contract/live/frame";
import type { Topics, TopicsChange } from "@/server/contract/live/topics";

/** What a page or a tab requests of a stream. */
export type TopicRequest = Omit<TopicsChange, "connectionId">;

/** Callbacks of a transport. */
export type LiveObserver = {
  onFrame(frame: Frame): void;
  onConnected(): void;
  onBroken(): void;
  onRefused(): void;
  /** The stream is unfiltered: it carries everything, whatever the topics. */
  onUnfiltered(): void;
};

/** A stream that resumes by itself. */
export type LiveStream = {
  /** Requests other topics; a frame confirms them by the revision of the request. */
  setTopics(request: TopicRequest): void;
  close(): void;
};

/** Opens a stream after the cursor `since`, or at the head of the log. */
export type LiveTransport = (since: string | null, observer: LiveObserver) => LiveStream;

type TopicSyncOptions = {
  topics: () => Topics;
  /** The page's cursor in the log; null = unknown. */
  position: () => string | null;
  /** Sends a request to the server; a final refusal is reported by the stream, not here. */
  send: (request: TopicRequest) => void;
};

/** Keeps the stream's topics equal to those of the screens, however often the connection breaks. */
type TopicSync = {
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
      send({ topics: topics(), after: since, revision, requestId: firstRevision });
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

/** The topics of several screens or tabs as one, without duplicates. Of more than the server takes, those of the last ones. */
export function mergeTopics(shown: Iterable<{ topics: Topics }>): Topics {
  const topics = [...shown].map((one) => one.topics);
  const views = new Map(topics.flatMap((t) => t.views).map((view) => [JSON.stringify(view), view]));
  return {
    views: [...views.values()].slice(-VIEWS_MAX),
    conversations: [...new Set(topics.flatMap((t) => t.conversations))].slice(-CONVERSATIONS_MAX),
    counters: topics.some((t) => t.counters),
    viewed: [...new Set(topics.flatMap((t) => t.viewed ?? []))].slice(0, VIEWED_MAX),
  };
}

/** A message between the tabs of one browser. */
export type TabMessage =
  | { kind: "frame"; frame: Frame }
  | { kind: "state"; state: "connected" | "broken" | "refused" | "unfiltered" }
  /** The stream has these tabs' requested topics, by revision. */
  | { kind: "granted"; cursor: string; revisions: Record<string, number> }
  | { kind: "topics"; tab: string; request: TopicRequest }
  | { kind: "hello" }
  | { kind: "bye"; tab: string };

type LeaderOptions = {
  inner: LiveTransport;
  since: string | null;
  broadcast: (message: TabMessage) => void;
  onRefused: () => void;
};

/** Owns the browser's one stream. */
export type Leader = {
  setTopics(tab: string, request: TopicRequest): void;
  /** A tab was closed. */
  removeTab(tab: string): void;
  /** A tab was opened. */
  sendInitialState(): void;
  close(): void;
};

/** Requests of several tabs within this time are sent as one. */
const TABS_BATCH_MS = 10;

/** Opens the stream and requests for it the topics of all tabs together. */
export function createLeader({ inner, since, broadcast, onRefused }: LeaderOptions): Leader {
  const requests = new Map<string, TopicRequest>();
  /** Requests that the stream has not granted yet, by tab. */
  const open = new Map<string, TopicRequest>();
  let revision = 0;
  /** Rises with each request of a tab that is no repetition. */
  let requestId = 1;
  /** The tabs' own revisions, by stream revision that was sent and not granted yet. */
  const sent = new Map<number, Record<string, number>>();
  let position = since;
  let isConnected = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const sendState = (state: "connected" | "broken" | "refused" | "unfiltered") =>
    broadcast({ kind: "state", state });

  const stream = inner(since, {
    onFrame({ topics, ...frame }) {
      position = frame.cursor;
      broadcast({ kind: "frame", frame });
      if (topics !== undefined) grant(topics, frame.cursor);
    },
    onConnected() {
      isConnected = true;
      sendState("connected");
    },
    onBroken() {
      isConnected = false;
      sendState("broken");
    },
    onRefused() {
      sendState("refused");
      onRefused();
    },
    onUnfiltered: () => sendState("unfiltered"),
  });

  function grant(granted: number, cursor: string): void {
    const revisions = sent.get(granted);
    if (!revisions) return;
    for (const known of sent.keys()) if (known <= granted) sent.delete(known); // the newest request wins
    for (const [tab, request] of open) if (revisions[tab] === request.revision) open.delete(tab);
    broadcast({ kind: "granted", cursor, revisions });
  }

  function sendTopics(): void {
    timer = undefined;
    revision += 1;
    sent.set(revision, Object.fromEntries([...requests].map(([tab, own]) => [tab, own.revision])));
    const after = earliest([...open.values()].map((request) => request.after)) ?? position ?? "";
    stream.setTopics({ revision, topics: mergeTopics(requests.values()), after, requestId });
  }

  return {
    setTopics(tab, request) {
      if (requests.get(tab)?.requestId !== request.requestId) requestId += 1;
      requests.set(tab, request);
      open.set(tab, request);
      timer ??= setTimeout(sendTopics, TABS_BATCH_MS);
    },
    removeTab(tab) {
      open.delete(tab);
      if (requests.delete(tab)) timer ??= setTimeout(sendTopics, TABS_BATCH_MS);
    },
    sendInitialState: () => sendState(isConnected ? "connected" : "broken"),
    close() {
      clearTimeout(timer);
      stream.close();
    },
  };
}

/** The earliest of these cursors; of different epochs none, and the stream starts from the head. */
function earliest(cursors: readonly string[]): string | undefined {
  const parsed = cursors.map(parseCursor);
  const [first] = parsed;
  if (parsed.some((cursor) => cursor?.epoch !== first?.epoch)) return "";
  const order = [...cursors].sort((a, b) => (parseCursor(a)?.seq ?? 0) - (parseCursor(b)?.seq ?? 0));
  return order[0];
}
