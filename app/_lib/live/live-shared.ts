import { newId } from "@/app/_lib/new-id";
import type { LiveObserver, LiveStream, LiveTransport } from "./live-connection";
import { createLeader, type Leader } from "./live-leader";
import type { TabMessage } from "./tab-message";
import type { TopicRequest } from "./topic-sync";

/** Between the tabs; what one says all others hear, in order. */
export type TabChannel = { post(said: TabMessage): void; close(): void };

export type SharedOptions = {
  /** Resolves `lead` when it is this tab's turn; the turn ends when the promise does. */
  queue(lead: () => Promise<void>, signal: AbortSignal): Promise<void>;
  openChannel(onMessage: (said: TabMessage) => void): TabChannel;
  /** Calls when the browser freezes this tab or puts it away, and when it goes on; gives back how to stop. */
  onFreeze(freeze: () => void, resume: () => void): () => void;
};

/**
 * One stream for all tabs of a browser: the tab whose turn it is holds it and hands on what comes; the others tell it what
 * they show. When it closes, the next one goes on from the last cursor it saw.
 */
export const shareTransport =
  (inner: LiveTransport, options: SharedOptions): LiveTransport =>
  (since, observer) => {
    const tab = newId();
    let position = since;
    let own: TopicRequest | null = null;
    let leader: Leader | null = null;
    let turn = new AbortController();

    function onMessage(said: TabMessage): void {
      if (said.kind === "wish") leader?.wish(said.tab, said.wish);
      else if (said.kind === "bye") leader?.forget(said.tab);
      else if (said.kind === "hello") leader?.greet();
      else if (!leader) take(said);
    }
    function take(said: TabMessage): void {
      if (said.kind === "frame") position = said.frame.cursor;
      pass(said, tab, observer);
    }
    function tellAll(said: TabMessage): void {
      channel.post(said);
      take(said);
    }
    function lead(): Promise<void> {
      return new Promise((over) => {
        tellAll({ kind: "state", state: "broken" }); // whoever led before may not have said everything
        leader = createLeader({ inner, since: position, tellAll, onRefused: end });
        if (own) leader.wish(tab, own);
        function end(): void {
          leader?.close();
          leader = null;
          over();
        }
        turn.signal.addEventListener("abort", end, { once: true });
      });
    }
    function waitForTurn(): void {
      turn = new AbortController();
      options.queue(lead, turn.signal).catch(() => undefined); // given up before it came
      channel.post({ kind: "hello" });
    }
    function leave(): void {
      turn.abort();
      channel.post({ kind: "bye", tab });
    }
    const channel = options.openChannel(onMessage);
    const stopWatching = options.onFreeze(leave, () => {
      observer.onBroken(); // what the others said meanwhile may be lost
      waitForTurn();
    });
    waitForTurn();
    return {
      ask(wish) {
        own = wish;
        if (leader) leader.wish(tab, wish);
        else channel.post({ kind: "wish", tab, wish });
      },
      close() {
        stopWatching();
        leave();
        channel.close();
      },
    } satisfies LiveStream;
  };

function pass(said: TabMessage, tab: string, observer: LiveObserver): void {
  if (said.kind === "frame") observer.onFrame(said.frame);
  if (said.kind === "granted") {
    const topics = said.revisions[tab];
    if (topics !== undefined) observer.onFrame({ cursor: said.cursor, events: [], topics });
  }
  if (said.kind !== "state") return;
  if (said.state === "connected") observer.onConnected();
  if (said.state === "broken") observer.onBroken();
  if (said.state === "refused") observer.onRefused();
  if (said.state === "unfiltered") observer.onUnfiltered();
}
