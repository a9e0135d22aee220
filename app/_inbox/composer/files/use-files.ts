"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import { pageUploads } from "@/app/_lib/files/page-uploads";
import { sendingBlockedBy } from "@/app/_lib/files/upload-state";
import { useTRPC } from "@/app/_lib/trpc";
import { warn } from "@/app/_ui/overlay/toast";

/** The files of a conversation's unsent message. They are uploaded while the text is written. */
export function useFiles(displayId: number) {
  const t = useTranslations("files");
  const trpc = useTRPC();
  const { data: limits = null } = useQuery(
    trpc.files.limits.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }),
  );
  const uploads = useSyncExternalStore(
    pageUploads.subscribe,
    () => pageUploads.read(displayId),
    () => pageUploads.read(displayId),
  );
  return {
    uploads,
    limits,
    blockedBy: sendingBlockedBy(uploads),
    add: (files: readonly File[]) => {
      const count = pageUploads.add(displayId, files, limits);
      if (count > 0)
        warn({ text: t("tooMany", { max: limits?.perMessage ?? 0 }), detail: t("tooManyText", { count }) });
    },
    remove: (key: string) => pageUploads.remove(displayId, key),
    retry: (key: string) => pageUploads.retry(displayId, key),
    /** Takes the files for a message that is being sent. */
    take: () => pageUploads.take(displayId),
  };
}

export type Files = ReturnType<typeof useFiles>;
