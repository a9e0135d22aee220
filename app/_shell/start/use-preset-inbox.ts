"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_lib/trpc";
import { useView } from "@/app/_shell/view/use-view";

/**
 * The inbox of a new conversation: the chosen one, else the list's, else that of the customer's last conversation, else the
 * one that was used last in this browser, else the first. Empty while there is none.
 */
export function usePresetInbox(chosen: number | null, contactId: number | null): number | "" {
  const trpc = useTRPC();
  const { view } = useView();
  const { data: inboxes = [] } = useQuery(trpc.inboxes.list.queryOptions());
  const { data: last } = useQuery({
    ...trpc.conversations.list.queryOptions({ contactId, limit: 1 }),
    enabled: contactId !== null && chosen === null && view.inboxId === null,
  });
  const ofContact = contactId === null ? null : (last?.data[0]?.conversation.inboxId ?? null);
  const ids = inboxes.map(({ id }) => id);
  return presetOf(ids, [chosen, view.inboxId, ofContact, usedInbox()]) ?? "";
}

/** The first of these inboxes that the reader may see, else the first of all. */
export const presetOf = (ids: readonly number[], wanted: readonly (number | null)[]): number | undefined =>
  wanted.find((id) => id !== null && ids.includes(id)) ?? ids[0];

const USED = "tickline-inbox-used";

/** The inbox of the conversation that was started last in this browser. */
function usedInbox(): number | null {
  try {
    return Number(localStorage.getItem(USED)) || null;
  } catch {
    return null; // no storage
  }
}

export function keepUsedInbox(inboxId: number): void {
  try {
    localStorage.setItem(USED, String(inboxId));
  } catch {
    // Without storage the next conversation begins with the first inbox.
  }
}
