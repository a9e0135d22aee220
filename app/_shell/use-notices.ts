"use client";

import { useQuery } from "@tanstack/react-query";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import type { NoticesDto } from "@/server/contract/member/notices";

/** A window that was open before shows the begin and the end of a notice at most this much later. */
const LOOK_EVERY_MS = 30_000;

/** What operators have begun and not ended, as the page was loaded with it and then as the server says. */
export function useNotices(): NoticesDto {
  const { notices } = useMe();
  const { data } = useQuery(
    useTRPC().me.notices.queryOptions(undefined, {
      initialData: notices,
      staleTime: LOOK_EVERY_MS,
      refetchInterval: LOOK_EVERY_MS,
    }),
  );
  return data;
}
