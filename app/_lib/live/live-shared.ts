import { newId } from "@/app/_lib/new-id";
import type { LiveObserver, LiveStream, LiveTransport } from "./live-connection";
import { createLeader, type Leader } from "./live-leader";
import type { TabMessage } from "./tab-message";
import type { TopicRequest } from "./topic-sync";

/** The channel between tabs; every tab receives the others' messages in order. */
export type TabChannel = { post(message: TabMessage): void; close(): void };

export type SharedOptions = {
  /** Runs `lead` when it is this tab's turn; the turn ends when the promise resolves. */
  queue(lead: () => Promise<void>, signal: AbortSignal): Promise<void>;
  openChannel(onMessage: (message: TabMessage) => void): TabChannel;
  /** Calls back when the browser freezes or hides this tab, and when it resumes; returns how to stop. */
  onFreeze(freeze: () => void, resume: () => void): () => void;
};

/**
 * One stream for all tabs of a browser: the leading tab owns it and forwards its frames, the others send it their topics.
 * When it closes, the next tab resumes at the last cursor it saw.
 */
export const shareTransport =
  (inner: LiveTransport, options: SharedOptions): LiveTransport =>
  (since, observer) => {
    const tab = newId();
    let position = since;
    let own: TopicRequest | null = null;
    let leader: Leader | null = null;
    let turn = new AbortController();

    function onMessage(message: TabMessage): void {
      if (message.kind === "topics") leader?.setTopics(message.tab, message.request);
      else if (message.kind === "bye") leader?.removeTab(message.tab);
      else if (message.kind === "hello") leader?.sendInitialState();
      else if (!leader) take(message);
    }
    function take(message: TabMessage): void {
      if (message.kind === "frame") position = message.frame.cursor;
      pass(message, tab, observer);
    }
    function broadcast(message: TabMessage): void {
      channel.post(message);
      take(message);
    }
    function lead(): Promise<void> {
      return new Promise((over) => {
        broadcast({ kind: "state", state: "broken" }); // the previous leader may not have sent its last state
        leader = createLeader({ inner, since: position, broadcast, onRefused: end });
        if (own) leader.setTopics(tab, own);
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
      options.queue(lead, turn.signal).catch(() => undefined); // aborted before its turn
      channel.post({ kind: "hello" });
    }
    function leave(): void {
      turn.abort();
      channel.post({ kind: "bye", tab });
    }
    const channel = options.openChannel(onMessage);
    const stopWatching = options.onFreeze(leave, () => {
      observer.onBroken(); // messages sent meanwhile may be lost
      waitForTurn();
    });
    waitForTurn();
    return {
      setTopics(request) {
        own = request;
        if (leader) leader.setTopics(tab, request);
        else channel.post({ kind: "topics", tab, request });
      },
      close() {
        stopWatching();
        leave();
        channel.close();
      },
    } satisfies LiveStream;
  };

function pass(message: TabMessage, tab: string, observer: LiveObserver): void {
  if (message.kind === "frame") observer.onFrame(message.frame);
  if (message.kind === "granted") {
    const topics = message.revisions[tab];
    if (topics !== undefined) observer.onFrame({ cursor: message.cursor, events: [], topics });
  }
  if (message.kind !== "state") return;
  if (message.state === "connected") observer.onConnected();
  if (message.state === "broken") observer.onBroken();
  if (message.state === "refused") observer.onRefused();
  if (message.state === "unfiltered") observer.onUnfiltered();
}
