import type { Cause, PolicyDto } from "@/server/contract/_shared/dto";

/** The rules as texts distinguish them: a customer's reply by the status that it met. */
export type ExplainedRule = Exclude<Cause["rule"], "customer_reply"> | "reply_resolved" | "reply_snoozed";

/** The rule that explains a cause. */
export function explainedRule(cause: Cause): ExplainedRule {
  if (cause.rule !== "customer_reply") return cause.rule;
  return cause.setting === "onMessageAfterResolve" ? "reply_resolved" : "reply_snoozed";
}

/** Settings that may have led to another outcome, and the situation of the preview that shows it. */
export type Otherwise = { situation: "customerStarts" | "writesInResolved"; edit: Partial<PolicyDto> };

/**
 * The settings to change, under the current policy, for another outcome than a cause's; null for rules decided by hand,
 * time or the contact. The domain's preview computes that outcome.
 */
export function otherwiseOf(cause: Cause, policy: PolicyDto): Otherwise | null {
  switch (explainedRule(cause)) {
    case "default_open":
      return { situation: "customerStarts", edit: { botEnabled: true } };
    case "bot_enabled":
      return { situation: "customerStarts", edit: { botEnabled: false, ...off(policy, "startAsPending") } };
    case "start_as_pending":
      return { situation: "customerStarts", edit: { startAsPending: false, ...off(policy, "botEnabled") } };
    case "reply_resolved":
      return {
        situation: "writesInResolved",
        edit: { botTakesReopened: true, ...(policy.botEnabled ? {} : { botEnabled: true }) },
      };
    case "bot_takes_reopened":
      return { situation: "writesInResolved", edit: { botTakesReopened: false } };
    default:
      return null;
  }
}

const off = (policy: PolicyDto, setting: "startAsPending" | "botEnabled"): Partial<PolicyDto> =>
  policy[setting] ? { [setting]: false } : {};
