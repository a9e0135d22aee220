"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useMemo, useSyncExternalStore } from "react";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { createCacheWriter } from "@/app/_shell/cache/cache-writer";
import type { Row } from "@/app/_shell/cache/rows";
import type { SentMessage } from "@/app/_shell/unsent/page-unsent";
import { useUnsent } from "@/app/_shell/unsent/use-unsent";

export type { OutboxEntry as Draft } from "@/app/_shell/unsent/outbox-view";

/** Returns a function that shows a message as the server has answered it. */
export function useShowSent(): (displayId: number, sent: SentMessage) => void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const me = useMe();
  return useMemo(() => {
    const writer = createCacheWriter(queryClient, trpc, me.id);
    return (displayId, { message, conversation }) => {
      writer.message(displayId, message);
      const row = queryClient.getQueryData<Row>(trpc.conversations.get.queryKey({ displayId }));
      if (row) writer.row({ ...row, conversation });
    };
  }, [queryClient, trpc, me.id]);
}

/** The messages of a conversation that are being sent, wait or were refused, in the order they were written. */
export function useOutboxOf(displayId: number) {
  const { outbox } = useUnsent();
  const read = () => outbox.entries(displayId);
  return useSyncExternalStore(outbox.subscribe, read, read);
}
