"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { warn } from "@/app/_ui/overlay/toast";

/** Saves a setting of an inbox immediately, and shows a failure. */
export function useInboxUpdate() {
  const t = useTranslations("settings.trash");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  return useMutation(
    trpc.inboxes.update.mutationOptions({
      onError: (error) => warn({ text: t("notSaved"), detail: errorText(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.inboxes.pathFilter()),
    }),
  );
}
