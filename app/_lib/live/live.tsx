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
import type { Frame, PresentAt } from "@/server/contract/live/frame";
import type { AppRouter } from "@/server/trpc/router";
import { createLiveConnection, type LiveConnection, type LiveTransport } from "./live-connection";
import { type LiveState, listen } from "./live-health";
import { type SharedOptions, shareTransport } from "./live-shared";
import type { TabMessage } from "./tab-message";

type Live = { connection: LiveConnection; presence: PresenceStore };

const LiveContext = createContext<Live | null>(null);

/**
 * Provides the page's one stream of live events, shared with the browser's other tabs where possible. `since` is the `asOf`
 * of what the server rendered, so that nothing between rendering and connecting is missed. Without it the first frame is a
 * reset.
 */
export function LiveProvider({ since = null, children }: { since?: string | null; children: ReactNode }) {
  const client = useTRPCClient();
  const me = useMe();
  const [live] = useState((): Live => {
    const tabs = tabsOf(`tickline-live-${me.id}`);
    const own = overTrpc(client);
    const connection = createLiveConnection({ transport: tabs ? shareTransport(own, tabs) : own, since });
    return { connection, presence: createPresenceStore(connection) };
  });
  useEffect(() => live.connection.open(), [live]);
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

/** Presence by conversation. */
export const usePresenceStore = (): PresenceStore => useProvided().presence;

function useProvided(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error("the live stream needs a <LiveProvider> above");
  return live;
}

const overTrpc =
  (client: TRPCClient<AppRouter>): LiveTransport =>
  (since, { onFrame, onConnected, onBroken, onRefused, onUnfiltered }) => {
    const connectionId = newId();
    const input = { connectionId, ...(since !== null && { lastEventId: since }) };
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

/** Presence by conversation, as the stream sends it. */
type PresenceStore = {
  /** Null: nobody, or unknown. */
  at(displayId: number): PresentAt | null;
  onChange(listener: () => void): () => void;
};

/** Follows a connection. While it is broken nobody is present: afterwards the stream sends the full state. */
export function createPresenceStore(
  connection: Pick<LiveConnection, "onFrame" | "onState" | "state">,
): PresenceStore {
  const listeners = new Set<() => void>();
  let known = new Map<number, PresentAt>();
  const set = (next: typeof known) => {
    known = next;
    for (const listener of listeners) listener();
  };
  connection.onFrame(({ presence }) => {
    if (!presence) return;
    const next = new Map(presence.isWhole ? [] : known);
    for (const one of presence.at) {
      if (one.viewerIds.length + one.typerIds.length > 0) next.set(one.displayId, one);
      else next.delete(one.displayId);
    }
    set(next);
  });
  connection.onState(() => {
    if (connection.state() !== "live" && known.size > 0) set(new Map());
  });
  return {
    at: (displayId) => known.get(displayId) ?? null,
    onChange: (listener) => listen(listeners, listener),
  };
}
