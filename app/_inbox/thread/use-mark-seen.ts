"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC, useTRPCClient } from "@/app/_lib/trpc";
import { useNewestUnread } from "@/app/_shell/notifications/use-unread";
import { type OwnMark, ownUnread } from "@/server/contract/conversation/own-unread";

/**
 * Reports to the server that the reader has seen messages up to `number` (0 = none): only while the window is visible, and
 * each number once. A conversation that is marked as unread while it is open stays so until it is opened again. Returns the
 * number from which it was marked, or null.
 */
export function useMarkSeen(displayId: number, number: number): number | null {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const me = useMe();
  const { data } = useQuery(trpc.conversations.get.queryOptions({ displayId }));
  const isVisible = useSyncExternalStore(listen, isWindowVisible, () => false);
  useSeenNumber(displayId, isVisible ? number : 0);
  const mark = data?.seen ?? null;
  const markedFrom = useMarkedFrom(mark);
  const notification = useNewestUnread();
  const isNotified = notification?.conversation?.displayId === displayId ? notification.id : null;
  const isLive = data?.seen !== undefined && data.conversation.lifecycle === "live";
  const isNews =
    isLive &&
    (number > (mark?.number ?? 0) || isNotified !== null || ownUnread(data.conversation, mark, me.id) > 0);
  const isSeen = isVisible && isNews && number > 0 && markedFrom === null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a further notification is read as well
  useEffect(() => {
    if (!isSeen) return;
    // The result arrives over the stream too; the next message or visit makes up for a failure.
    client.conversations.markSeen
      .mutate({ displayId, number })
      .catch(() =>
        queryClient.invalidateQueries({ queryKey: trpc.conversations.get.queryKey({ displayId }) }),
      );
  }, [client, queryClient, trpc, displayId, number, isSeen, isNotified]);
  return markedFrom;
}

/** The first message that was marked as unread since the conversation was opened, in this window or another; else null. */
function useMarkedFrom(mark: OwnMark | null): number | null {
  const [known, setKnown] = useState(mark);
  const [from, setFrom] = useState<number | null>(null);
  if (mark && mark.version !== known?.version) {
    setKnown(mark);
    if (known && isLowered(known, mark)) setFrom(mark.number + 1);
  }
  return from;
}

/** Reading only raises a mark. */
export const isLowered = (known: OwnMark, mark: OwnMark): boolean =>
  mark.version > known.version && mark.number <= known.number && mark.incomingCount <= known.incomingCount;

const isWindowVisible = () => document.visibilityState === "visible";

function listen(listener: () => void): () => void {
  document.addEventListener("visibilitychange", listener);
  return () => document.removeEventListener("visibilitychange", listener);
}

/** A message that arrives while one writes counts as seen after it has been visible this long. */
const CHECK_INTERVAL_MS = 1_000;

/** The newest message that the reader has seen, by conversation. */
const seen = new Map<number, number>();

/** Undefined until the end of the conversation was visible. */
export const seenNumberOf = (displayId: number): number | undefined => seen.get(displayId);

/** Records what the reader sees: `number` is the newest visible message, 0 while the end is not visible. */
function useSeenNumber(displayId: number, number: number): void {
  const isOpening = useRef(true);
  useEffect(() => {
    if (number === 0) return;
    const note = () => seen.set(displayId, Math.max(number, seen.get(displayId) ?? 0));
    if (isOpening.current) note();
    isOpening.current = false;
    const timer = setTimeout(note, CHECK_INTERVAL_MS);
    return () => clearTimeout(timer);
  }, [displayId, number]);
}
