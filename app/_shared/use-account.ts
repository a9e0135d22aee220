"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_lib/trpc";

/** The account's name and logo; undefined until they are loaded. */
export function useAccount() {
  const trpc = useTRPC();
  return useQuery(trpc.account.get.queryOptions()).data;
}
