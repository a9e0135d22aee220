"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_lib/trpc";
import type { Row } from "@/app/_shell/cache/rows";

/** The open conversation: as read by itself, until then as the list knows it. */
export function useOpenRow(displayId: number | null, rows: readonly Row[]): Row | undefined {
  const trpc = useTRPC();
  const { data } = useQuery({
    ...trpc.conversations.get.queryOptions({ displayId: displayId ?? 0 }),
    enabled: displayId !== null,
  });
  if (displayId === null) return undefined;
  return data ?? rows.find((row) => row.conversation.displayId === displayId);
}
