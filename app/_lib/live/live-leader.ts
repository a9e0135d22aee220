import { parseCursor } from "@/server/contract/event/cursor";
import type { Topics } from "@/server/contract/live/topics";
import type { LiveTransport } from "./live-connection";
import { createTopicUnion } from "./live-topics";
import type { TabMessage } from "./tab-message";
import type { TopicRequest } from "./topic-sync";

export type LeaderOptions = {
  inner: LiveTransport;
  since: string | null;
  tellAll: (said: TabMessage) => void;
  onRefused: () => void;
};

/** Holds the browser's one stream. */
export type Leader = {
  wish(tab: string, wish: TopicRequest): void;
  /** A tab has closed. */
  forget(tab: string): void;
  /** A tab has come. */
  greet(): void;
  close(): void;
};

/** Wishes that come together are sent together. */
const GATHER_MS = 10;

export function createLeader({ inner, since, tellAll, onRefused }: LeaderOptions): Leader {
  const wishes = new Map<string, TopicRequest>();
  /** Wishes that the stream has not granted yet, by tab. */
  const open = new Map<string, TopicRequest>();
  let revision = 0;
  /** By revision that was asked for and not answered yet, the tabs' own revisions that are in it. */
  const asked = new Map<number, Record<string, number>>();
  let position = since;
  let isConnected = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = (state: "connected" | "broken" | "refused" | "unfiltered") =>
    tellAll({ kind: "state", state });

  const stream = inner(since, {
    onFrame({ topics, ...frame }) {
      position = frame.cursor;
      tellAll({ kind: "frame", frame });
      if (topics !== undefined) grant(topics, frame.cursor);
    },
    onConnected() {
      isConnected = true;
      tell("connected");
    },
    onBroken() {
      isConnected = false;
      tell("broken");
    },
    onRefused() {
      tell("refused");
      onRefused();
    },
    onUnfiltered: () => tell("unfiltered"),
  });

  function grant(granted: number, cursor: string): void {
    const revisions = asked.get(granted);
    if (!revisions) return;
    for (const known of asked.keys()) if (known <= granted) asked.delete(known); // the newest wish wins
    for (const [tab, wish] of open) if (revisions[tab] === wish.revision) open.delete(tab);
    tellAll({ kind: "granted", cursor, revisions });
  }

  function ask(): void {
    timer = undefined;
    revision += 1;
    asked.set(revision, Object.fromEntries([...wishes].map(([tab, wish]) => [tab, wish.revision])));
    const after = earliest([...open.values()].map((wish) => wish.after)) ?? position ?? "";
    stream.ask({ revision, topics: together([...wishes.values()].map((wish) => wish.topics)), after });
  }
  const askSoon = () => {
    timer ??= setTimeout(ask, GATHER_MS);
  };

  return {
    wish(tab, wish) {
      wishes.set(tab, wish);
      open.set(tab, wish);
      askSoon();
    },
    forget(tab) {
      open.delete(tab);
      if (wishes.delete(tab)) askSoon();
    },
    greet: () => tell(isConnected ? "connected" : "broken"),
    close() {
      clearTimeout(timer);
      stream.close();
    },
  };
}

function together(topics: readonly Topics[]): Topics {
  const union = createTopicUnion(() => {});
  for (const own of topics) union.add(own);
  return union.all();
}

/** The earliest of these cursors; of two epochs neither is, and the stream begins anew. */
function earliest(cursors: readonly string[]): string | undefined {
  const parsed = cursors.map(parseCursor);
  const [first] = parsed;
  if (parsed.some((cursor) => cursor?.epoch !== first?.epoch)) return "";
  const order = [...cursors].sort((a, b) => (parseCursor(a)?.seq ?? 0) - (parseCursor(b)?.seq ?? 0));
  return order[0];
}
