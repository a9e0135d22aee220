"use client";

import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import { useRefusalText } from "@/app/_lib/refusal-text";
import { useIsOnline } from "@/app/_shell/nav/use-connection";
import type { OutboxEntry } from "./outbox-view";
import { useUnsent } from "./page-unsent";

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
