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
  let saidAt: number | null = null;
  const say = (isTyping: boolean) => {
    // When it does not get through, nobody is told, and what was told ends by itself.
    client.presence.type.mutate({ displayId, isTyping }).catch(() => undefined);
  };
  const stop = () => {
    if (saidAt !== null) say(false);
    saidAt = null;
  };
  const note = (content: string) => {
    if (content.trim() === "") return stop();
    const now = Date.now();
    if (saidAt !== null && now - saidAt < TYPING_EVERY_MS) return;
    saidAt = now;
    say(true);
  };
  return { note, stop };
}
