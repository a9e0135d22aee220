"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useLive } from "@/app/_lib/live/live";
import { useTRPC } from "@/app/_lib/trpc";
import type { InboxDto } from "@/server/contract/_shared/dto";

/**
 * Puts an inbox with its saved policy into the cache. The event of the change refetches everything that depends on it; this
 * function refetches it only while the live stream is down.
 */
export function useShowSaved(): (saved: InboxDto) => Promise<void> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const live = useLive();
  return async (saved) => {
    const newer = (known: InboxDto) =>
      known.id === saved.id && known.version < saved.version ? saved : known;
    queryClient.setQueryData(
      trpc.inboxes.get.queryKey({ inboxId: saved.id }),
      (known) => known && newer(known),
    );
    queryClient.setQueryData(trpc.inboxes.list.queryKey(), (list) => list?.map(newer));
    if (live.state() !== "live") await queryClient.invalidateQueries(trpc.inboxes.pathFilter());
  };
}
