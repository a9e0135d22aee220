import type { SituationName } from "@/server/contract/inbox/policy-preview";
import type { ConversationStatus } from "@/server/domain/conversation/conversation";
import { decideStatus, type Policy, type Situation, type StatusDecision } from "@/server/domain/inbox/policy";
import { type PolicyWarning, policyWarnings } from "@/server/domain/inbox/policy-warnings";

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
