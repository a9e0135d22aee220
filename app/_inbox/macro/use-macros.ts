"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_lib/trpc";
import type { ListedMacro } from "@/server/contract/organising/macro";

const NONE: readonly ListedMacro[] = [];

/** The macros that the reader may run, by name; empty while they are loading. */
export function useMacros(): readonly ListedMacro[] {
  const trpc = useTRPC();
  const { data = NONE } = useQuery(trpc.macros.list.queryOptions());
  return data;
}
