import type { Command } from "@/server/commands/_run/run";
import { changeStatus, markSpam } from "@/server/commands/conversations/change-status";
import { labelConversation } from "@/server/commands/organising/labels";
import { SPAM } from "@/server/dialects/freescout/json/words";

export const WIRE_STATUSES = ["active", "pending", "closed", "spam"] as const;
export type WireStatusWord = (typeof WIRE_STATUSES)[number];

type SetStatus = { conversationId: number; status: WireStatusWord };

/**
 * Moves a conversation to one of FreeScout's statuses: active = open or pending, which both stay; pending =
 * snoozed, and a snooze with a time keeps it; closed = resolved; spam = resolved with the label. An unchanged status
 * has no event. Leaving spam changes the status before it removes the label, so that one change of status is visible.
 */
export const setStatus: Command<SetStatus, void> = async (tx, { conversationId, status }) => {
  const conversation = { conversationId };
  if (status === "spam") {
    await markSpam(tx, { conversation });
    return;
  }
  const before = await labelConversation(tx, { conversation, add: [] }); // locks it
  const isActive = before.status === "open" || before.status === "pending";
  if (status === "active" && !isActive) await changeStatus(tx, { conversation, signal: "reopen" });
  if (status === "pending" && before.status !== "snoozed")
    await changeStatus(tx, { conversation, signal: "snooze", until: null });
  if (status === "closed") await changeStatus(tx, { conversation, signal: "resolve" });
  if (before.labels.includes(SPAM)) await labelConversation(tx, { conversation, remove: [SPAM] });
};
