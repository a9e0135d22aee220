"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_lib/trpc";
import { transitionsOf } from "@/app/_shell/cache/queries";

/** The latest transitions of a conversation's status, newest first. */
export function useTransitions(displayId: number) {
  const trpc = useTRPC();
  return useQuery(transitionsOf(trpc, displayId));
}
