"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_lib/trpc";
import type { InboxDto, PolicyDto } from "@/server/contract/_shared/dto";
import { DryRun } from "./dry-run";
import { OutcomeTable } from "./outcome-table";
import { PolicyForm } from "./policy-form";
import type { PolicyDraft } from "./use-policy-draft";
import { WarningList } from "./warning-list";

/** The policy form, next to a preview of its outcomes. */
export function PolicyEditor({ inbox, draft }: { inbox: InboxDto; draft: PolicyDraft }) {
  return (
    <div className="grid items-start gap-x-10 gap-y-8 xl:grid-cols-5">
      <div className="xl:col-span-2">
        <PolicyForm inbox={inbox} draft={draft} />
      </div>
      <div className="min-w-0 xl:col-span-3">
        <OutcomeTable inbox={inbox} policy={draft.policy} />
        <PolicyWarnings inboxId={inbox.id} policy={draft.policy} />
        {draft.changed.length > 0 ? <DryRun inbox={inbox} policy={draft.policy} /> : null}
      </div>
    </div>
  );
}

/** Warnings about settings that override others; below the preview, which they would move. */
function PolicyWarnings({ inboxId, policy }: { inboxId: number; policy: PolicyDto }) {
  const trpc = useTRPC();
  const { data: warnings = [] } = useQuery({
    ...trpc.inboxes.policyWarnings.queryOptions({ inboxId, draft: policy }),
    placeholderData: keepPreviousData,
  });
  return (
    <div role="status" className={warnings.length > 0 ? "mt-5" : undefined}>
      <WarningList warnings={warnings} />
    </div>
  );
}
