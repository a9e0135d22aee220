"use client";

import { useEffect, useMemo } from "react";
import { useTRPCClient } from "@/app/_lib/trpc";
import { TYPING_EVERY_MS } from "@/server/contract/live/presence";

type Client = ReturnType<typeof useTRPCClient>;

/** Sends typing to the other members: `note` after each manual edit, `stop` when the text is sent. */
export function useTyping(displayId: number) {
  const client = useTRPCClient();
  const typing = useMemo(() => createTyping(client, displayId), [client, displayId]);
  useEffect(() => typing.stop, [typing]);
  return typing;
}

function createTyping(client: Client, displayId: number) {
  let sentAt: number | null = null;
  const send = (isTyping: boolean) => {
    // A failed request sends nothing, and a presence that was sent expires.
    client.presence.type.mutate({ displayId, isTyping }).catch(() => undefined);
  };
  const stop = () => {
    if (sentAt !== null) send(false);
    sentAt = null;
  };
  const note = (content: string) => {
    if (content.trim() === "") return stop();
    const now = Date.now();
    if (sentAt !== null && now - sentAt < TYPING_EVERY_MS) return;
    sentAt = now;
    send(true);
  };
  return { note, stop };
}
