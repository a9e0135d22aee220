import type { Caller } from "@/server/contract/_shared/caller";
import type { PolicyDto } from "@/server/contract/_shared/dto";
import type { PolicyReplayDto, SituationName } from "@/server/contract/inbox/policy-preview";
import type { ConversationStatus } from "@/server/domain/conversation/conversation";
import {
  decideStatus,
  type Policy,
  type PolicyWarning,
  policyWarnings,
  type Situation,
  type StatusDecision,
} from "@/server/domain/inbox/policy";
import type { Db } from "@/server/store/_postgres/db";
import { getInbox } from "./list-inboxes";
import { replayRecent } from "./replay-policy";

const anybody = { contact: { isBlocked: false, isIntegrationOwn: false }, isSpam: false };

/** The situations that a settings page shows, in the order it shows them. */
const SITUATIONS = {
  customerStarts: { ...anybody, kind: "new", startedBy: "other", requested: null },
  apiCreatesOpen: { ...anybody, kind: "new", startedBy: "other", requested: "open" },
  agentStarts: { ...anybody, kind: "new", startedBy: "agent", requested: null },
  writesInResolved: { ...anybody, kind: "customerMessage", status: "resolved", lifecycle: "live" },
  writesInSnoozed: { ...anybody, kind: "customerMessage", status: "snoozed", lifecycle: "live" },
  writesInPending: { ...anybody, kind: "customerMessage", status: "pending", lifecycle: "live" },
  writesInTrashed: { ...anybody, kind: "customerMessage", status: "open", lifecycle: "trashed" },
  blockedWrites: {
    kind: "customerMessage",
    status: "resolved",
    lifecycle: "live",
    isSpam: false,
    contact: { isBlocked: true, isIntegrationOwn: false },
  },
} as const satisfies Record<SituationName, Situation>;

export type PreviewRow = {
  situation: SituationName;
  /** The status before; null for a new conversation. */
  before: ConversationStatus | null;
  current: StatusDecision;
  draft: StatusDecision;
};

/** The status after each situation under the current policy and under a draft, by the domain's function. */
export const previewPolicy = (current: Policy, draft: Policy): PreviewRow[] =>
  (Object.entries(SITUATIONS) as [SituationName, Situation][]).map(([situation, facts]) => ({
    situation,
    before: facts.kind === "new" ? null : facts.status,
    current: decideStatus(facts, current),
    draft: decideStatus(facts, draft),
  }));

/** Settings that override each other. */
export const warningsOf = (policy: Policy): PolicyWarning[] => policyWarnings(policy);

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
