"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useLocale } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { warn } from "@/app/_ui/overlay/toast";
import type { NotificationSettings } from "@/server/contract/member/notification-settings";

/** How the member is notified, and a function that changes it at once; undefined while it loads. */
export function useNotificationSettings(failed: string) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const locale = useLocale();
  const key = trpc.notificationSettings.get.queryKey();
  const query = useQuery(trpc.notificationSettings.get.queryOptions());
  const { mutate } = useMutation(
    trpc.notificationSettings.set.mutationOptions({
      scope: { id: "notification settings" }, // one after the other: each has all settings
      onError: async (error) => {
        warn({ text: failed, detail: errorText(error) });
        await queryClient.invalidateQueries(trpc.notificationSettings.get.queryFilter());
      },
      onSuccess: () => queryClient.invalidateQueries(trpc.notifications.pathFilter()),
    }),
  );
  const change = (patch: Partial<NotificationSettings>) => {
    const before = queryClient.getQueryData(key);
    if (!before) return;
    const { sendsMails, ...settings } = { ...before, ...patch, locale };
    queryClient.setQueryData(key, { sendsMails, ...settings });
    mutate(settings);
  };
  return { ...query, change };
}
