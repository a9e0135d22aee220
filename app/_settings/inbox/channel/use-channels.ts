"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import type { InboxDto } from "@/server/contract/_shared/dto";

/** The kinds of channels with their forms, and the name of one in the reader's language. */
export function useChannels() {
  const trpc = useTRPC();
  const locale = useLocale().startsWith("zh") ? "zh" : "en";
  const { data, error, refetch } = useQuery(
    trpc.inboxes.channels.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }),
  );
  const channels = data?.map(({ name, about, ...rest }) => ({
    ...rest,
    name: name[locale],
    about: about[locale],
  }));
  return {
    channels,
    error,
    refetch,
    /** Empty while the list is loading. */
    nameOf: (kind: InboxDto["channel"]): string => channels?.find((one) => one.kind === kind)?.name ?? "",
  };
}
