import { parseCursor } from "@/server/contract/event/cursor";
import type { Topics } from "@/server/contract/live/topics";
import type { LiveTransport } from "./live-connection";
import type { TabMessage } from "./tab-message";
import { createTopicUnion, type TopicRequest } from "./topic-sync";

export type LeaderOptions = {
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
const BATCH_MS = 10;

export function createLeader({ inner, since, broadcast, onRefused }: LeaderOptions): Leader {
  const requests = new Map<string, TopicRequest>();
  /** Requests that the stream has not granted yet, by tab. */
  const open = new Map<string, TopicRequest>();
  let revision = 0;
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
    stream.setTopics({ revision, topics: mergeTopics(requests.values()), after });
  }
  const sendTopicsSoon = () => {
    timer ??= setTimeout(sendTopics, BATCH_MS);
  };

  return {
    setTopics(tab, request) {
      requests.set(tab, request);
      open.set(tab, request);
      sendTopicsSoon();
    },
    removeTab(tab) {
      open.delete(tab);
      if (requests.delete(tab)) sendTopicsSoon();
    },
    sendInitialState: () => sendState(isConnected ? "connected" : "broken"),
    close() {
      clearTimeout(timer);
      stream.close();
    },
  };
}

function mergeTopics(requests: Iterable<TopicRequest>): Topics {
  const union = createTopicUnion(() => {});
  for (const { topics } of requests) union.add(topics);
  return union.all();
}

/** The earliest of these cursors; of different epochs none, and the stream starts from the head. */
function earliest(cursors: readonly string[]): string | undefined {
  const parsed = cursors.map(parseCursor);
  const [first] = parsed;
  if (parsed.some((cursor) => cursor?.epoch !== first?.epoch)) return "";
  const order = [...cursors].sort((a, b) => (parseCursor(a)?.seq ?? 0) - (parseCursor(b)?.seq ?? 0));
  return order[0];
}
