import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ANY_VIEW } from "@/server/contract/conversation/view";
import type { Frame } from "@/server/contract/live/frame";
import { topicsSchema } from "@/server/contract/live/topics";
import { type SharedOptions, shareTransport } from "./live";
import type { LiveObserver, TabMessage, TopicRequest } from "./live-stream";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

type Opened = { since: string | null; observer: LiveObserver; requests: TopicRequest[]; isOpen: boolean };

/** A browser whose tabs, locks and channel the test controls. */
function openBrowser() {
  const streams: Opened[] = [];
  const listeners = new Set<(message: TabMessage) => void>();
  const waiting: { lead: () => Promise<void>; signal: AbortSignal }[] = [];
  let isLed = false;
  const next = (): void => {
    const turn = isLed ? undefined : waiting.shift();
    if (!turn) return;
    isLed = true;
    const led = turn.signal.aborted ? Promise.resolve() : turn.lead();
    void led.then(() => {
      isLed = false;
      next();
    });
  };

  function openTab(since: string | null) {
    let [freeze, resume] = [() => {}, () => {}];
    const received = { cursors: [] as string[], granted: [] as number[], states: [] as string[] };
    const options: SharedOptions = {
      async queue(lead, signal) {
        waiting.push({ lead, signal });
        next();
      },
      openChannel(onMessage) {
        listeners.add(onMessage);
        return {
          post: (message) =>
            [...listeners].filter((other) => other !== onMessage).forEach((other) => void other(message)),
          close: () => listeners.delete(onMessage),
        };
      },
      onFreeze(onFreeze, onResume) {
        [freeze, resume] = [onFreeze, onResume];
        return () => {};
      },
    };
    const transport = shareTransport((from, observer) => {
      const stream: Opened = { since: from, observer, requests: [], isOpen: true };
      streams.push(stream);
      const close = () => {
        stream.isOpen = false;
      };
      return { setTopics: (request) => void stream.requests.push(request), close };
    }, options);
    const stream = transport(since, {
      onFrame({ cursor, topics }) {
        if (topics === undefined) received.cursors.push(cursor);
        else received.granted.push(topics);
      },
      onConnected: () => received.states.push("connected"),
      onBroken: () => received.states.push("broken"),
      onRefused: () => received.states.push("refused"),
      onUnfiltered: () => received.states.push("unfiltered"),
    });
    return { ...stream, received, freeze: () => freeze(), resume: () => resume() };
  }
  const open = () => streams.filter(({ isOpen }) => isOpen);
  const leaderStream = () => {
    const [stream] = open();
    if (!stream) throw new Error("no stream");
    return stream;
  };
  return { openTab, streams, open, leaderStream };
}

const frame = (seq: number): Frame => ({ cursor: `e:${seq}`, events: [] });
const request = (revision: number, after: string, displayId: number): TopicRequest => ({
  topics: { views: [], conversations: [displayId], counters: false },
  after,
  revision,
});
/** The same in another try. */
const repeated = (before: TopicRequest): TopicRequest => ({ ...before, revision: before.revision + 1 });
const settle = () => vi.advanceTimersByTimeAsync(20);

test("three tabs share one stream; each gets every frame and its own topics granted", async () => {
  const { openTab, open, leaderStream } = openBrowser();
  const tabs = [openTab("e:5"), openTab("e:7"), openTab("e:6")] as const;
  leaderStream().observer.onConnected();
  tabs[1].setTopics(request(4, "e:7", 1));
  tabs[2].setTopics(request(9, "e:6", 2));
  await settle();
  expect(open()).toHaveLength(1);
  const [sent] = leaderStream().requests;
  expect(sent).toMatchObject({ after: "e:6", topics: { conversations: [1, 2] } });
  leaderStream().observer.onFrame({ ...frame(6), topics: sent?.revision ?? 0 });
  leaderStream().observer.onFrame(frame(8));
  expect(tabs.map(({ received }) => received.cursors)).toEqual([
    ["e:6", "e:8"],
    ["e:6", "e:8"],
    ["e:6", "e:8"],
  ]);
  expect(tabs.map(({ received }) => received.granted)).toEqual([[], [4], [9]]);
});

test("when the leader closes, another tab resumes at the last cursor and all tabs request again", async () => {
  const { openTab, streams, open, leaderStream } = openBrowser();
  const [first, second] = [openTab("e:5"), openTab("e:5")];
  leaderStream().observer.onConnected();
  leaderStream().observer.onFrame(frame(8));
  first.close();
  await settle();
  expect(open()).toHaveLength(1);
  expect(streams.map(({ since }) => since)).toEqual(["e:5", "e:8"]);
  leaderStream().observer.onConnected();
  expect(second.received.states.slice(-2)).toEqual(["broken", "connected"]);
  second.setTopics(request(1, "e:8", 3));
  await settle();
  expect(leaderStream().requests).toMatchObject([{ after: "e:8", topics: { conversations: [3] } }]);
});

test("a leader that the browser freezes yields, and fetches what it missed when it resumes", async () => {
  const { openTab, open, leaderStream, streams } = openBrowser();
  const [first, second] = [openTab("e:5"), openTab("e:5")];
  leaderStream().observer.onConnected();
  first.freeze();
  await settle();
  expect([open().length, streams.length]).toEqual([1, 2]);
  leaderStream().observer.onConnected();
  first.resume();
  expect(first.received.states.slice(-2)).toEqual(["broken", "connected"]);
  leaderStream().observer.onFrame(frame(9));
  expect([first.received.cursors, second.received.cursors]).toEqual([["e:9"], ["e:9"]]);
});

test("a tab that is opened later gets the stream's state; one that closes takes its topics with it", async () => {
  const { openTab, leaderStream } = openBrowser();
  const first = openTab("e:5");
  leaderStream().observer.onConnected();
  first.setTopics(request(1, "e:5", 1));
  const second = openTab("e:5");
  expect(second.received.states).toEqual(["connected"]);
  second.setTopics(request(1, "e:5", 2));
  await settle();
  second.close();
  await settle();
  expect(leaderStream().requests.map(({ topics }) => topics.conversations)).toEqual([[1, 2], [1]]);
});

test("a tab that wants what another has, as of the same cursor, makes another request; a repetition does not", async () => {
  const { openTab, leaderStream } = openBrowser();
  const wanted = { ...request(1, "e:5", 1), requestId: 1 };
  const [first, second] = [openTab("e:5"), openTab("e:5")];
  leaderStream().observer.onConnected();
  first.setTopics(wanted);
  await settle();
  first.setTopics(repeated(wanted));
  await settle();
  second.setTopics(wanted);
  await settle();
  second.setTopics(repeated(wanted));
  await settle();
  const [one, two, three, four] = leaderStream().requests.map(({ requestId }) => requestId);
  expect([two, four]).toEqual([one, three]);
  expect(three).not.toBe(one);
});

test("the tabs of a browser never request more than the server takes: the lists of the tabs opened last", async () => {
  const { openTab, leaderStream } = openBrowser();
  for (let n = 1; n <= 100; n++) {
    const views = [{ ...ANY_VIEW, inboxId: n }];
    openTab("e:5").setTopics({
      ...request(1, "e:5", n),
      topics: { views, conversations: [n], counters: true },
    });
  }
  await settle();
  const { topics } = leaderStream().requests.at(-1) ?? request(0, "", 0);
  expect(topicsSchema.safeParse(topics).error).toBeUndefined();
  expect(topics.conversations).toHaveLength(100);
  expect(topics.views.at(-1)).toMatchObject({ inboxId: 100 });
});

test("a tab in the back-forward cache takes its topics with it, and restores them when it is shown again", async () => {
  const { openTab, leaderStream } = openBrowser();
  const [first, second] = [openTab("e:5"), openTab("e:5")];
  leaderStream().observer.onConnected();
  first.setTopics(request(1, "e:5", 1));
  second.setTopics(request(1, "e:5", 2));
  await settle();
  second.freeze();
  await settle();
  second.resume();
  expect(second.received.states.slice(-2)).toEqual(["broken", "connected"]);
  second.setTopics(request(2, "e:5", 2)); // as after every break
  await settle();
  expect(leaderStream().requests.map(({ topics }) => topics.conversations)).toEqual([[1, 2], [1], [1, 2]]);
});

test("a stream that is refused is refused to all tabs, and the next tab becomes leader", async () => {
  const { openTab, streams, leaderStream } = openBrowser();
  const [first, second] = [openTab("e:5"), openTab("e:5")];
  leaderStream().observer.onRefused();
  expect([first.received.states.at(-1), second.received.states.at(-1)]).toEqual(["refused", "refused"]);
  await settle();
  expect(streams).toHaveLength(2);
});

test("a tab whose stream was refused resumes it when the tab closes in which somebody signed in again", async () => {
  const { openTab, open, leaderStream } = openBrowser();
  const first = openTab("e:5");
  leaderStream().observer.onRefused();
  await settle();
  const second = openTab("e:5");
  leaderStream().observer.onConnected();
  leaderStream().observer.onFrame(frame(8));
  expect(first.received).toMatchObject({ cursors: ["e:8"], states: expect.arrayContaining(["connected"]) });
  second.close();
  await settle();
  expect(open().map(({ since }) => since)).toEqual(["e:8"]);
});
