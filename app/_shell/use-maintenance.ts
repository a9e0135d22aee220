"use client";

import { useQuery } from "@tanstack/react-query";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";

/** A window that was open before notices the begin and the end of maintenance at most this much later. */
const LOOK_EVERY_MS = 30_000;

/** The maintenance under way, as the page was loaded with it and then as the server says; null: there is none. */
export function useMaintenance(): { text: string } | null {
  const { maintenance } = useMe();
  const { data } = useQuery(
    useTRPC().me.maintenance.queryOptions(undefined, {
      initialData: maintenance,
      staleTime: LOOK_EVERY_MS,
      refetchInterval: LOOK_EVERY_MS,
    }),
  );
  return data ?? null;
}
