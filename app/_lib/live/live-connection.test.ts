import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ANY_VIEW } from "@/server/contract/conversation/view";
import type { Event } from "@/server/contract/event/event";
import type { Frame, Presence } from "@/server/contract/live/frame";
import type { Topics } from "@/server/contract/live/topics";
import { createLiveConnection, createPresenceStore } from "./live-connection";
import type { LiveObserver, TopicRequest } from "./live-stream";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const event = (seq: number) => ({ seq }) as Event; // only its seq matters here
const frame = (seq: number, ...seqs: number[]): Frame => ({ cursor: `e:${seq}`, events: seqs.map(event) });

/** A connection over a fake transport. */
function connect(since: string | null = null) {
  const transport: {
    since: (string | null)[];
    closed: number;
    requests: TopicRequest[];
    observer?: LiveObserver;
  } = {
    since: [],
    closed: 0,
    requests: [],
  };
  const connection = createLiveConnection({
    since,
    transport(after, observer) {
      transport.since.push(after);
      transport.observer = observer;
      return {
        setTopics: (request) => transport.requests.push(request),
        close: () => (transport.closed += 1),
      };
    },
  });
  const received = { seqs: [] as number[], resets: [] as string[], states: [] as string[] };
  connection.onFrame(({ events }) => received.seqs.push(...events.map(({ seq }) => seq)));
  connection.onReset((cursor) => received.resets.push(cursor));
  connection.onState(() => received.states.push(connection.state()));
  const close = connection.open();
  if (!transport.observer) throw new Error("not opened");
  return { ...connection, transport, received, close, wire: transport.observer };
}

test("a page without `asOf` refetches at the first frame, one with it does not", () => {
  const bare = connect();
  bare.wire.onFrame(frame(7));
  bare.wire.onFrame(frame(8, 8));
  expect(bare.received).toMatchObject({ resets: ["e:7"], seqs: [8] });
  const rendered = connect("e:5");
  rendered.wire.onFrame(frame(7, 6, 7));
  expect(rendered.transport.since).toEqual(["e:5"]);
  expect(rendered.received).toMatchObject({ resets: [], seqs: [6, 7] });
});

test("closed and reopened, the connection resumes at its cursor", () => {
  const { open, close, transport, wire, received } = connect("e:5");
  wire.onFrame(frame(9, 6));
  close();
  open();
  expect(transport).toMatchObject({ since: ["e:5", "e:9"], closed: 1 });
  transport.observer?.onFrame(frame(10, 10));
  expect(received).toMatchObject({ seqs: [6, 10], resets: [] });
});

test("a reset notifies every listener once", () => {
  const { wire, received } = connect("e:5");
  wire.onFrame({ cursor: "f:3", events: [], reset: { cursor: "f:3" } });
  wire.onFrame(frame(4, 4));
  expect(received).toMatchObject({ resets: ["f:3"], seqs: [4] });
});

test("a short break is `connecting`, a longer one `offline` until it is live again", () => {
  const { wire, received, state } = connect("e:5");
  expect(state()).toBe("connecting");
  wire.onConnected();
  wire.onBroken();
  vi.advanceTimersByTime(2900);
  wire.onConnected();
  wire.onBroken();
  vi.advanceTimersByTime(3100);
  wire.onBroken(); // another failed try
  wire.onConnected();
  wire.onRefused();
  expect(received.states).toEqual([
    "live",
    "connecting",
    "live",
    "connecting",
    "offline",
    "live",
    "signedOut",
  ]);
});

test("however often it retries, it is `offline` after a while without a connection", () => {
  const { wire, received } = connect("e:5");
  wire.onConnected();
  for (let tries = 0; tries < 7; tries++) {
    wire.onBroken();
    vi.advanceTimersByTime(500);
  }
  wire.onConnected();
  vi.advanceTimersByTime(10_000);
  expect(received.states).toEqual(["live", "connecting", "offline", "live"]);
});

test("a list that was read while frames arrived gets those after its `asOf`", () => {
  const { wire, framesAfter } = connect("e:5");
  wire.onFrame(frame(6, 6));
  wire.onFrame({ ...frame(6, 8), upTo: 8 }); // 7 waits for its frame
  wire.onFrame(frame(9, 7, 9));
  const seqs = (asOf: string) => framesAfter(asOf)?.flatMap(({ events }) => events.map(({ seq }) => seq));
  expect(seqs("e:5")).toEqual([6, 8, 7, 9]);
  expect(seqs("e:7")).toEqual([8, 7, 9]);
  expect(seqs("e:8")).toEqual([7, 9]);
  expect(seqs("e:20")).toEqual([]); // read after all of them
  expect(framesAfter("e:4")).toBeNull(); // before the memory begins
  expect(framesAfter("f:9")).toBeNull();
  expect(framesAfter("nonsense")).toBeNull();
});

test("the memory is cleared by a reset, and is bounded", () => {
  const { wire, framesAfter } = connect("e:0");
  for (let seq = 1; seq <= 600; seq++) wire.onFrame(frame(seq, seq));
  expect(framesAfter("e:99")).toBeNull();
  expect(framesAfter("e:100")).toHaveLength(500);
  wire.onFrame({ cursor: "e:700", events: [], reset: { cursor: "e:700" } });
  expect(framesAfter("e:650")).toBeNull();
  expect(framesAfter("e:700")).toEqual([]);
});

const open: Topics = { views: [], conversations: [7], counters: false };
const views: Topics = {
  views: [{ ...ANY_VIEW, status: "open" }],
  conversations: [],
  counters: true,
};

test("the topics of all screens are requested in one request, as of the first screen's", () => {
  const { wire, transport, show } = connect("e:5");
  wire.onConnected();
  show(views);
  wire.onFrame(frame(6, 6)); // without our topics
  show(open);
  vi.advanceTimersByTime(30);
  expect(transport.requests).toMatchObject([
    { revision: 1, after: "e:5", topics: { views: [], conversations: [], counters: false } },
    { revision: 2, after: "e:5", topics: { ...views, conversations: [7] } },
  ]);
  wire.onFrame({ ...frame(5), topics: 2 });
  wire.onFrame(frame(9, 9));
  const hide = show({ ...open, conversations: [8] });
  hide();
  vi.advanceTimersByTime(30);
  expect(transport.requests.at(-1)).toMatchObject({
    revision: 3,
    after: "e:9",
    topics: { conversations: [7] },
  });
});

test("after each break the topics are requested again, as of the break; a lost request is repeated", () => {
  const { wire, transport, show } = connect("e:5");
  show(open);
  wire.onConnected();
  wire.onFrame({ ...frame(7), topics: 1 });
  wire.onBroken();
  wire.onConnected();
  wire.onFrame(frame(12)); // the new stream does not know our topics yet
  vi.advanceTimersByTime(2_100);
  wire.onFrame({ ...frame(7), topics: 3 });
  vi.advanceTimersByTime(10_000);
  expect(transport.requests.map(({ after, revision }) => [revision, after])).toEqual([
    [1, "e:5"],
    [2, "e:7"],
    [3, "e:7"],
  ]);
});

test("a repeated request is granted by the response to its first sending, not by that to an older request", () => {
  const { wire, transport, show } = connect("e:5");
  wire.onConnected();
  show(open);
  vi.advanceTimersByTime(3_000); // 1: nothing, 2: the conversation, 3: again
  wire.onFrame({ ...frame(5), topics: 1 });
  vi.advanceTimersByTime(4_000);
  expect(transport.requests.map(({ revision }) => revision)).toEqual([1, 2, 3, 4]);
  wire.onFrame({ ...frame(5), topics: 2 });
  vi.advanceTimersByTime(60_000);
  expect(transport.requests).toHaveLength(4);
});

test("a busy server gets requests at growing intervals", () => {
  const { wire, transport, show } = connect("e:5");
  show(open);
  wire.onConnected();
  vi.advanceTimersByTime(60_000); // after 2, 4, 8 and 16 s, and every 16 s
  expect(transport.requests.length).toBe(6);
});

test("where streams are unfiltered, no topics are requested again", () => {
  const { wire, transport, show, isFiltered } = connect("e:5");
  show(open);
  wire.onConnected();
  wire.onUnfiltered();
  vi.advanceTimersByTime(10_000);
  expect([transport.requests.length, isFiltered()]).toEqual([1, false]);
});

/** The presence that is known over a connection that is live. */
function follow() {
  const { wire, ...connection } = connect("e:1");
  const store = createPresenceStore(connection);
  wire.onConnected();
  const receive = (presence: Presence) => wire.onFrame({ cursor: "e:1", events: [], presence });
  return { store, receive, wire };
}

const at = (displayId: number, ...viewerIds: number[]) => ({ displayId, viewerIds, typerIds: [] });

test("a conversation's presence replaces its previous one; a full state replaces everything", () => {
  const { store, receive } = follow();
  receive({ isWhole: true, at: [at(7, 1), at(8, 1)] });
  receive({ isWhole: false, at: [at(7, 1, 2), at(8)] });
  expect([store.at(7), store.at(8)]).toEqual([at(7, 1, 2), null]);
  receive({ isWhole: true, at: [at(9, 3)] });
  expect([store.at(7), store.at(9)]).toEqual([null, at(9, 3)]);
});

test("while the stream is broken nobody is present", () => {
  const { store, receive, wire } = follow();
  receive({ isWhole: true, at: [at(7, 1)] });
  wire.onBroken();
  expect(store.at(7)).toBeNull();
});
