"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_lib/trpc";
import type { PolicyDto } from "@/server/contract/_shared/dto";
import { PolicyNoteList } from "./warning-list";

/** Says in words where one setting overrides another. */
export function PolicyNotes({ inboxId, policy }: { inboxId: number; policy: PolicyDto }) {
  const trpc = useTRPC();
  const { data: warnings = [] } = useQuery({
    ...trpc.inboxes.policyWarnings.queryOptions({ inboxId, draft: policy }),
    placeholderData: keepPreviousData,
  });
  return (
    <div role="status" className={warnings.length > 0 ? "mb-5" : undefined}>
      <PolicyNoteList warnings={warnings} />
    </div>
  );
}
