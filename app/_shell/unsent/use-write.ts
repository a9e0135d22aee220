"use client";

import { useQueryClient } from "@tanstack/react-query";
import { type RefObject, useMemo, useSyncExternalStore } from "react";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import type { Row } from "@/app/_shared/conversation/rows";
import { openNow } from "@/app/_shared/view/navigate";
import { createCacheWriter } from "@/app/_shell/cache/cache-writer";
import { useActionsHost } from "@/app/_shell/keys/actions";
import type { SentMessage } from "@/app/_shell/unsent/page-unsent";
import { useUnsent } from "./page-unsent";

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

/**
 * Returns whether the reader has gone from a conversation to another one, whose thread is not on the screen yet. A text
 * belongs to the conversation that was shown at its first key: nothing is written into this one, or sent from it, any more.
 */
export function useIsLeft(displayId: number, field: RefObject<HTMLElement | null>): () => boolean {
  const { queue } = useActionsHost();
  return () => {
    if (openNow() === displayId) return false;
    field.current?.blur();
    queue.mute();
    return true;
  };
}
