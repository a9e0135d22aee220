"use client";

import { useQuery } from "@tanstack/react-query";
import { useNow } from "@/app/_lib/times/use-now";
import { useTRPC } from "@/app/_lib/trpc";
import { type ReplyWindow, windowAt } from "@/app/_shared/template/reply-window";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { isReachedByPhone, replyWindowHoursOf } from "@/server/contract/message/constants";
import { hasMailHeaders } from "@/server/contract/message/mail-addresses";
import type { ReachedBy, Recipient } from "./contact-picker";

type FirstReach = {
  /** What the inbox needs of a contact whom it does not know; null: nothing. */
  reachedBy: ReachedBy | null;
  /** The inbox has no address of the contact. */
  isUnreachable: boolean;
  /** It is not known yet whether it has. */
  isLoading: boolean;
  /** Until when the channel takes free text; null: at any time, or not known yet. */
  window: ReplyWindow | null;
};

/** How an inbox reaches the recipient of a new conversation. */
export function useFirstReach(recipient: Recipient | null, inbox: InboxDto | undefined): FirstReach {
  const trpc = useTRPC();
  const now = useNow();
  const contact = recipient?.kind === "known" ? recipient.contact : null;
  const isByPhone = inbox !== undefined && isReachedByPhone(inbox.channel);
  const { data, isLoading } = useQuery({
    ...trpc.templates.reach.queryOptions({ inboxId: inbox?.id ?? 0, contactId: contact?.id ?? 0 }),
    enabled: isByPhone && contact !== null,
    staleTime: 0,
  });
  if (!inbox || !isByPhone) {
    const isMail = inbox !== undefined && hasMailHeaders(inbox.channel);
    const isUnreachable = isMail && contact !== null && contact.email === null;
    return { reachedBy: isMail ? "email" : null, isUnreachable, isLoading: false, window: null };
  }
  const isNew = recipient?.kind === "new" && replyWindowHoursOf(inbox.channel) !== null;
  const known = isNew ? { closesAt: null } : data?.window;
  return {
    reachedBy: "phone",
    isUnreachable: data?.isReachable === false,
    isLoading,
    window: known ? windowAt(known.closesAt, now) : null,
  };
}
