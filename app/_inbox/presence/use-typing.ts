"use client";

import { useEffect, useMemo } from "react";
import { useTRPCClient } from "@/app/_lib/trpc";
import { TYPING_EVERY_MS } from "@/server/contract/live/presence";

type Client = ReturnType<typeof useTRPCClient>;

/** Tells the others that one writes into a conversation: `note` what is written by hand, `stop` when it is sent. */
export function useTyping(displayId: number) {
  const client = useTRPCClient();
  const typing = useMemo(() => createTyping(client, displayId), [client, displayId]);
  useEffect(() => typing.stop, [typing]);
  return typing;
}

function createTyping(client: Client, displayId: number) {
  let sentAt: number | null = null;
  const send = (isTyping: boolean) => {
    // When it does not get through, nobody is told, and what was told ends by itself.
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
