"use client";

import { useQuery } from "@tanstack/react-query";
import { useNow } from "@/app/_lib/times/use-now";
import { useTRPCClient } from "@/app/_lib/trpc";
import { type ReplyWindow, windowAt } from "@/app/_shared/template/reply-window";
import { useInbox } from "@/app/_shared/use-account";
import type { ConversationDto } from "@/server/contract/_shared/dto";
import { replyWindowHoursOf } from "@/server/contract/message/constants";

/**
 * Until when the channel takes free text for a customer; null: at any time, or not known yet. The server decides when a text is
 * sent.
 */
export function useReplyWindow({
  displayId,
  inboxId,
  lastNumber,
}: Pick<ConversationDto, "displayId" | "inboxId" | "lastNumber">): ReplyWindow | null {
  const client = useTRPCClient();
  const inbox = useInbox(inboxId);
  const now = useNow();
  const { data } = useQuery({
    // With the newest message, the window may begin anew.
    queryKey: ["replyWindow", displayId, lastNumber],
    queryFn: () => client.templates.window.query({ displayId }),
    enabled: inbox != null && replyWindowHoursOf(inbox.channel) !== null,
    placeholderData: (previous, query) => (query?.queryKey[1] === displayId ? previous : undefined),
  });
  return data ? windowAt(data.closesAt, now) : null;
}
