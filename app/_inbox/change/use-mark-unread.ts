"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC, useTRPCClient } from "@/app/_lib/trpc";
import { createCacheWriter } from "@/app/_shell/cache/cache-writer";
import { warn } from "@/app/_ui/overlay/toast";

/** Marks conversations as unread for the reader; of one, perhaps from a message on. */
export function useMarkUnread(): (displayIds: readonly number[], from?: number) => void {
  const t = useTranslations("change");
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const me = useMe();
  const errorText = useErrorText();
  return (displayIds, from) => {
    const writer = createCacheWriter(queryClient, trpc, me.id);
    for (const displayId of displayIds)
      client.conversations.markUnread
        .mutate({ displayId, ...(from !== undefined && { from }) })
        .then((row) => writer.row(row))
        .catch((error: unknown) =>
          warn({ text: t("refused", { number: displayId }), detail: errorText(error) }),
        );
  };
}
