"use client";

import type { TRPCClient } from "@trpc/client";
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useEffectEvent,
  useState,
  useSyncExternalStore,
} from "react";
import { newId } from "@/app/_lib/new-id";
import { useMe } from "@/app/_lib/session/me";
import { isRefused, useTRPCClient } from "@/app/_lib/trpc";
import type { Frame } from "@/server/contract/live/frame";
import type { AppRouter } from "@/server/trpc/router";
import {
  createLiveConnection,
  createPresenceStore,
  type LiveConnection,
  type LiveState,
  type PresenceStore,
} from "./live-connection";
import {
  createLeader,
  type Leader,
  type LiveObserver,
  type LiveStream,
  type LiveTransport,
  type TabMessage,
  type TopicRequest,
} from "./live-stream";

type Live = {
  connection: LiveConnection;
  presence: PresenceStore;
  /** Opens the stream anew, where it was. */
  reopen: () => void;
};

const LiveContext = createContext<Live | null>(null);

/**
 * Provides the page's one stream of live events, shared with the browser's other tabs where possible. `since` is the `asOf`
 * of what the server rendered, so that nothing between rendering and connecting is missed. Without it the first frame is a
 * reset.
 */
export function LiveProvider({ since = null, children }: { since?: string | null; children: ReactNode }) {
  const client = useTRPCClient();
  const me = useMe();
  const [opening, setOpening] = useState(0);
  const [live] = useState((): Live => {
    const tabs = tabsOf(`tickline-live-${me.id}`);
    const own = overTrpc(client, me.id);
    const connection = createLiveConnection({ transport: tabs ? shareTransport(own, tabs) : own, since });
    const reopen = () => setOpening((count) => count + 1);
    return { connection, presence: createPresenceStore(connection), reopen };
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: each opening closes the one before
  useEffect(() => live.connection.open(), [live, opening]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

/** Calls `handler` with every frame, in order; put its events through `reduce`. */
export function useLiveFrames(handler: (frame: Frame) => void): void {
  const connection = useLive();
  const onFrame = useEffectEvent(handler);
  useEffect(() => connection.onFrame((frame) => onFrame(frame)), [connection]);
}

/** Calls `handler` when the stream resumed after a gap: refetch what is shown. */
export function useLiveReset(handler: (cursor: string) => void): void {
  const connection = useLive();
  const onReset = useEffectEvent(handler);
  useEffect(() => connection.onReset((cursor) => onReset(cursor)), [connection]);
}

/** The state of the stream, for the screen's connection mark. */
export function useLiveState(): LiveState {
  const connection = useLive();
  return useSyncExternalStore(connection.onState, connection.state, () => "connecting");
}

/** The connection itself, for `show` and `framesAfter`. */
export const useLive = (): LiveConnection => useProvided().connection;

/** Opens the stream anew: the one that was open ended, or will end, with the session that this browser had before. */
export const useReopenLive = (): (() => void) => useProvided().reopen;

/** Presence by conversation. */
export const usePresenceStore = (): PresenceStore => useProvided().presence;

function useProvided(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error("the live stream needs a <LiveProvider> above");
  return live;
}

/** Names the page's member with each connection: another one may have signed in since in this browser. */
const overTrpc =
  (client: TRPCClient<AppRouter>, memberId: number): LiveTransport =>
  (since, { onFrame, onConnected, onBroken, onRefused, onUnfiltered }) => {
    const connectionId = newId();
    const input = { connectionId, memberId, ...(since !== null && { lastEventId: since }) };
    const subscription = client.live.subscribe(input, {
      onData: ({ data }) => onFrame(data),
      onConnectionStateChange: ({ state }) => (state === "pending" ? onConnected() : onBroken()),
      onError: (error) => (isRefused(error) ? onRefused() : onBroken()),
    });
    return {
      setTopics(request) {
        client.topics.set.mutate({ connectionId, ...request }).then(
          ({ isFiltered }) => isFiltered || onUnfiltered(),
          () => undefined, // repeated until a frame confirms them
        );
      },
      close: () => subscription.unsubscribe(),
    };
  };

/**
 * The lock and channel by which the tabs of one browser share a stream, or null where the browser has no Web Locks (plain
 * http over a network) or no BroadcastChannel: then each tab has its own stream. `name` is the session's.
 */
function tabsOf(name: string): SharedOptions | null {
  if (typeof navigator === "undefined" || typeof BroadcastChannel === "undefined") return null;
  const { locks } = navigator as { locks?: LockManager }; // missing outside secure contexts, despite its type
  if (!locks) return null;
  return {
    queue: (lead, signal) => locks.request(name, { signal }, lead),
    openChannel(onMessage) {
      const channel = new BroadcastChannel(name);
      channel.onmessage = ({ data }: MessageEvent<TabMessage>) => onMessage(data); // only our own tabs know the name
      return { post: (message) => channel.postMessage(message), close: () => channel.close() };
    },
    onFreeze(freeze, resume) {
      const onPageShow = ({ persisted }: PageTransitionEvent) => persisted && resume();
      document.addEventListener("freeze", freeze);
      document.addEventListener("resume", resume);
      window.addEventListener("pagehide", freeze); // the last event of a tab that is closed
      window.addEventListener("pageshow", onPageShow);
      return () => {
        window.removeEventListener("pagehide", freeze);
        window.removeEventListener("pageshow", onPageShow);
        document.removeEventListener("freeze", freeze);
        document.removeEventListener("resume", resume);
      };
    },
  };
}

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
    /** It led and was refused: it waits for no turn until another tab has a stream, after somebody signed in there. */
    let wasRefused = false;

    function onMessage(message: TabMessage): void {
      if (message.kind === "topics") leader?.setTopics(message.tab, message.request);
      else if (message.kind === "bye") leader?.removeTab(message.tab);
      else if (message.kind === "hello") leader?.sendInitialState();
      else if (!leader) take(message);
    }
    function take(message: TabMessage): void {
      if (message.kind === "frame") position = message.frame.cursor;
      if (wasRefused && message.kind === "state" && message.state === "connected") waitForTurn();
      pass(message, tab, observer);
    }
    function broadcast(message: TabMessage): void {
      channel.post(message);
      take(message);
    }
    function lead(): Promise<void> {
      return new Promise((over) => {
        broadcast({ kind: "state", state: "broken" }); // the previous leader may not have sent its last state
        leader = createLeader({ inner, since: position, broadcast, onRefused: () => end(true) });
        if (own) leader.setTopics(tab, own);
        function end(isRefused: boolean): void {
          leader?.close();
          leader = null;
          wasRefused = isRefused;
          over();
        }
        turn.signal.addEventListener("abort", () => end(false), { once: true });
      });
    }
    function waitForTurn(): void {
      wasRefused = false;
      turn = new AbortController();
      options.queue(lead, turn.signal).catch(() => undefined); // aborted before its turn
      channel.post({ kind: "hello" });
    }
    function leave(): void {
      wasRefused = false;
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
