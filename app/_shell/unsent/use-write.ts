"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type RefObject, useMemo, useSyncExternalStore } from "react";
import { useRefusalText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import type { Row } from "@/app/_shared/conversation/rows";
import { openNow } from "@/app/_shared/view/navigate";
import { useCacheWriter } from "@/app/_shell/cache/use-cache-writer";
import { useActionsHost } from "@/app/_shell/keys/actions";
import { useIsOnline } from "@/app/_shell/nav/use-connection";
import type { OutboxEntry } from "./outbox-view";
import { type SentMessage, useUnsent } from "./page-unsent";

export type { OutboxEntry as Draft } from "./outbox-view";

/** Returns a function that shows a message as the server has answered it. */
export function useShowSent(): (displayId: number, sent: SentMessage) => void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const writer = useCacheWriter();
  return useMemo(
    () =>
      (displayId, { message, conversation }) => {
        writer.message(displayId, message);
        const row = queryClient.getQueryData<Row>(trpc.conversations.get.queryKey({ displayId }));
        if (row) writer.row({ ...row, conversation });
      },
    [queryClient, trpc, writer],
  );
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

/** The messages of all conversations that were not sent: they wait, or the server refused them. */
export function useUnsentEntries(): readonly OutboxEntry[] {
  const { outbox } = useUnsent();
  const read = () => outbox.entries();
  const all = useSyncExternalStore(outbox.subscribe, read, read);
  return all.filter(({ state }) => state !== "sending");
}

/** Whether what is written survives this page. */
export function useIsKept(): boolean {
  const { store } = useUnsent();
  return useSyncExternalStore(store.subscribe, store.isKept, () => false);
}

/** Returns a function that says why a message is not sent yet. */
export function useStateText(): (entry: OutboxEntry) => string {
  const t = useTranslations("outbox");
  const refusalText = useRefusalText();
  const isOnline = useIsOnline();
  return ({ state, refusal }) => {
    if (state !== "refused") return t(isOnline ? "retrying" : "waiting");
    const reason = refusal === null || refusal === "unknown" ? t("unknown") : refusalText(refusal);
    return t("refused", { reason });
  };
}
