"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_lib/trpc";
import type { PolicyDto } from "@/server/contract/_shared/dto";
import type { PolicyChangeDto } from "@/server/contract/inbox/setting-change";

/** How many changes are searched for the last one of a setting. */
const CHANGES = 100;

/** The last change of an inbox's setting; null if there was none, undefined while loading. */
export function usePolicyChange(
  inboxId: number,
  setting: keyof PolicyDto | null,
): PolicyChangeDto | null | undefined {
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.inboxes.policyChanges.queryOptions({ inboxId, limit: CHANGES }, { enabled: setting !== null }),
  );
  return data && (data.data.find((change) => change.setting === setting) ?? null);
}
