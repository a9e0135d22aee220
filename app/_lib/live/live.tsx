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
import { createLiveConnection, type LiveConnection, type LiveTransport } from "./live-connection";
import type { LiveState } from "./live-health";
import { shareTransport } from "./live-shared";
import { tabsOf } from "./live-tabs";
import { createPresenceStore, type PresenceStore } from "./presence";

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
