"use client";

import type { InboxDto } from "@/server/contract/_shared/dto";
import { DryRun } from "./dry-run";
import { OutcomeTable } from "./outcome-table";
import { PolicyForm } from "./policy-form";
import { PolicyNotes } from "./policy-notes";
import type { PolicyDraft } from "./use-policy-draft";

/** The switches, and beside them what they will do. */
export function PolicyEditor({ inbox, draft }: { inbox: InboxDto; draft: PolicyDraft }) {
  return (
    <div className="grid items-start gap-x-10 gap-y-8 xl:grid-cols-5">
      <div className="xl:col-span-2">
        <PolicyForm inbox={inbox} draft={draft} />
      </div>
      <div className="min-w-0 xl:col-span-3">
        <PolicyNotes inboxId={inbox.id} policy={draft.policy} />
        <OutcomeTable inbox={inbox} policy={draft.policy} />
        {draft.changed.length > 0 ? <DryRun inbox={inbox} policy={draft.policy} /> : null}
      </div>
    </div>
  );
}
