import type { SituationName } from "@/server/contract/inbox/policy-preview";
import type { ConversationStatus } from "@/server/domain/conversation/conversation";
import { decideStatus, type Policy, type Situation, type StatusDecision } from "@/server/domain/inbox/policy";
import { type PolicyWarning, policyWarnings } from "@/server/domain/inbox/policy-warnings";

const nobody = { contact: { isBlocked: false, isIntegrationOwn: false }, isSpam: false };

/** The situations that a settings page shows, in the order it shows them. */
const SITUATIONS = {
  customerStarts: { ...nobody, kind: "new", startedBy: "other", requested: null },
  apiCreatesOpen: { ...nobody, kind: "new", startedBy: "other", requested: "open" },
  agentStarts: { ...nobody, kind: "new", startedBy: "agent", requested: null },
  writesInResolved: { ...nobody, kind: "customerMessage", status: "resolved", lifecycle: "live" },
  writesInSnoozed: { ...nobody, kind: "customerMessage", status: "snoozed", lifecycle: "live" },
  writesInPending: { ...nobody, kind: "customerMessage", status: "pending", lifecycle: "live" },
  writesInTrashed: { ...nobody, kind: "customerMessage", status: "open", lifecycle: "trashed" },
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
  /** What stands before: null for a new conversation. */
  before: ConversationStatus | null;
  current: StatusDecision;
  draft: StatusDecision;
};

/** What each situation ends as under the current policy and under a draft: the domain's own function. */
export const previewPolicy = (current: Policy, draft: Policy): PreviewRow[] =>
  (Object.entries(SITUATIONS) as [SituationName, Situation][]).map(([situation, facts]) => ({
    situation,
    before: facts.kind === "new" ? null : facts.status,
    current: decideStatus(facts, current),
    draft: decideStatus(facts, draft),
  }));

/** Where one setting overrides another. */
export const warningsOf = (policy: Policy): PolicyWarning[] => policyWarnings(policy);
