"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_lib/trpc";
import type { PolicyDto } from "@/server/contract/_shared/dto";
import type { PolicyChangeDto } from "@/server/contract/inbox/setting-change";

/** How far back the change of a setting is looked for. */
const CHANGES = 100;

/** The last change of a setting of an inbox; null when there was none, undefined while it is not known. */
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
