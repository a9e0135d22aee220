"use client";

import { useQueryClient } from "@tanstack/react-query";
import { usePush } from "@/app/_lib/leave";
import { useLiveFrames } from "@/app/_lib/live/live";
import { useTRPC } from "@/app/_lib/trpc";
import { readAgain } from "@/app/_shell/cache/queries";
import { useActions } from "@/app/_shell/keys/actions";

/**
 * Keeps the number of messages that were not delivered current, and offers the key that leads to their list. Loaded after the
 * inbox, hence the default export.
 */
export default function UndeliveredUpdates() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const push = usePush();
  useActions("page", { undelivered: { run: () => push("/not-delivered") } });
  useLiveFrames(({ undelivered }) => {
    if (!undelivered) return;
    queryClient.setQueryData(trpc.undelivered.counts.queryKey(), undelivered);
    readAgain(queryClient, trpc.undelivered.list.pathFilter());
  });
  return null;
}
