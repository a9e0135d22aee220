"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useSyncExternalStore } from "react";
import { pageUploads } from "@/app/_lib/files/page-uploads";
import type { UploadSource } from "@/app/_lib/files/upload-queue";
import { sendingBlockedBy } from "@/app/_lib/files/upload-state";
import type { Uploads } from "@/app/_lib/files/uploads";
import { useTRPC } from "@/app/_lib/trpc";
import type { UnsentStore } from "@/app/_shell/unsent/store";
import { useUnsent } from "@/app/_shell/unsent/use-unsent";
import { warn } from "@/app/_ui/overlay/toast";
import { keepFiles } from "./kept-files";

const restorers = new WeakMap<UnsentStore, ReturnType<typeof keepFiles>>();

function restorerOf(store: UnsentStore): ReturnType<typeof keepFiles> {
  const restore = restorers.get(store) ?? keepFiles(store, pageUploads);
  restorers.set(store, restore);
  return restore;
}

/** The files of a conversation's unsent message. They are uploaded while the text is written, and survive a reload. */
export function useFiles(displayId: number) {
  const { store } = useUnsent();
  useEffect(() => void restorerOf(store)(displayId), [store, displayId]);
  return useUploads(pageUploads, displayId);
}

/** The uploads of one message, or of another place with the limits of a message. */
export function useUploads(all: Uploads, displayId: number) {
  const t = useTranslations("files");
  const trpc = useTRPC();
  const { data: limits = null } = useQuery(
    trpc.files.limits.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }),
  );
  const read = () => all.read(displayId);
  const uploads = useSyncExternalStore(all.subscribe, read, read);
  return {
    uploads,
    limits,
    blockedBy: sendingBlockedBy(uploads),
    add: (files: readonly UploadSource[]) => {
      const count = all.add(displayId, files, limits);
      if (count > 0)
        warn({ text: t("tooMany", { max: limits?.perMessage ?? 0 }), detail: t("tooManyText", { count }) });
    },
    remove: (key: string) => all.remove(displayId, key),
    retry: (key: string) => all.retry(displayId, key),
    /** Takes the files for a message that is being sent. */
    take: () => all.take(displayId),
  };
}

export type Files = ReturnType<typeof useUploads>;
