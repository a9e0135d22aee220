"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useSyncExternalStore } from "react";
import { pageUploads } from "@/app/_lib/files/page-uploads";
import type { UploadSource } from "@/app/_lib/files/upload-queue";
import { attachmentsIn, sendingBlockedBy } from "@/app/_lib/files/upload-state";
import type { Uploads } from "@/app/_lib/files/uploads";
import { useTRPC } from "@/app/_lib/trpc";
import { useUnsent } from "@/app/_shell/unsent/page-unsent";
import { filesKey } from "@/app/_shell/unsent/records";
import type { UnsentStore } from "@/app/_shell/unsent/store";
import { warn } from "@/app/_ui/overlay/toast";

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
    add: (files: readonly UploadSource[], to = displayId) => {
      const count = all.add(to, files, limits);
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

/**
 * Keeps the uploaded files of unsent messages in this browser. Returns a function that shows those of a conversation that an
 * earlier page has left.
 */
export function keepFiles(store: UnsentStore, uploads: Uploads): (displayId: number) => Promise<void> {
  const restored = new Set<number>();
  const keptOf = (displayId: number) => {
    const record = store.read(filesKey(displayId))?.record;
    return record?.type === "files" ? record.files : [];
  };
  function keep(displayId: number): void {
    if (!restored.has(displayId)) return; // it would replace what was not read yet
    const files = attachmentsIn(uploads.read(displayId));
    const isSame =
      files.map(({ id }) => id).join() ===
      keptOf(displayId)
        .map(({ id }) => id)
        .join();
    if (isSame) return;
    const record = files.length === 0 ? null : { type: "files" as const, displayId, files };
    store.write({ key: filesKey(displayId), record });
  }
  /** What is on its way, from whichever tab, is no part of the next message. */
  function removeSent(): void {
    for (const record of store.list()) {
      if (record.type !== "outbox" || !restored.has(record.message.displayId)) continue;
      const { displayId, files } = record.message;
      uploads.take(
        displayId,
        files.map(({ id }) => id),
      );
    }
  }
  uploads.subscribe(keep);
  store.subscribe(removeSent);
  return async (displayId) => {
    await store.ready;
    if (restored.has(displayId)) return;
    restored.add(displayId);
    uploads.restore(displayId, keptOf(displayId));
    keep(displayId);
  };
}
