"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useLiveState } from "@/app/_lib/live/live";
import type { LiveState } from "@/app/_lib/live/live-connection";

/** How long "connected again" is shown, in ms. */
const BACK_MS = 4_000;

/** The state of the live stream; the browser may know earlier that there is no network. `back`: it has just reconnected. */
export function useConnection(): LiveState | "back" {
  const live = useLiveState();
  const isOnline = useIsOnline();
  const state = isOnline || live === "signedOut" ? live : "offline";
  const wasOffline = useWasOffline(state);
  return wasOffline && state === "live" ? "back" : state;
}

/** Whether the browser has a network, as far as it knows. */
export const useIsOnline = (): boolean => useSyncExternalStore(listen, isBrowserOnline, () => true);

/** Whether it was disconnected a moment ago. */
function useWasOffline(state: LiveState): boolean {
  const [wasOffline, setWasOffline] = useState(false);
  useEffect(() => {
    if (state === "offline") setWasOffline(true);
    if (state !== "live") return;
    const timer = setTimeout(() => setWasOffline(false), BACK_MS);
    return () => clearTimeout(timer);
  }, [state]);
  return wasOffline;
}

/** Refetches queries that failed while the stream was down: once per page. The stream itself updates the others. */
export function useRefetchOnReconnect(): void {
  const queryClient = useQueryClient();
  const state = useLiveState();
  const wasOffline = useRef(false);
  useEffect(() => {
    if (state === "offline") wasOffline.current = true;
    if (state !== "live" || !wasOffline.current) return;
    wasOffline.current = false;
    void queryClient.refetchQueries({
      type: "active",
      predicate: ({ state: { status } }) => status === "error",
    });
  }, [state, queryClient]);
}

const isBrowserOnline = () => navigator.onLine;

function listen(listener: () => void): () => void {
  window.addEventListener("online", listener);
  window.addEventListener("offline", listener);
  return () => {
    window.removeEventListener("online", listener);
    window.removeEventListener("offline", listener);
  };
}
