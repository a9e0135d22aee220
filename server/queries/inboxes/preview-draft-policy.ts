import type { Caller } from "@/server/contract/_shared/caller";
import type { PolicyDto } from "@/server/contract/_shared/dto";
import type { PolicyReplayDto } from "@/server/contract/inbox/policy-preview";
import type { PolicyWarning } from "@/server/domain/inbox/policy-warnings";
import type { Db } from "@/server/store/_postgres/db";
import { getInbox } from "./list-inboxes";
import { type PreviewRow, previewPolicy, warningsOf } from "./preview-policy";
import { replayRecent } from "./replay-policy";

type PreviewDraft = {
  inboxId: number;
  /** Absent settings keep their current value. */
  draft: Partial<PolicyDto>;
  now: Date;
  cursor?: string;
  limit: number;
};

type Preview = {
  policy: PolicyDto;
  outcomes: PreviewRow[];
  warnings: PolicyWarning[];
  dryRun: PolicyReplayDto;
};

/** The effect of unsaved settings: per situation, and on the conversations of the last days. */
export async function previewDraft(
  db: Db,
  caller: Caller,
  { inboxId, draft, ...page }: PreviewDraft,
): Promise<Preview> {
  const { policy: current } = await getInbox(db, caller, inboxId);
  const policy = { ...current, ...draft };
  return {
    policy,
    outcomes: previewPolicy(current, policy),
    warnings: warningsOf(policy),
    dryRun: await replayRecent(db, caller, { inboxId, policy, ...page }),
  };
}
