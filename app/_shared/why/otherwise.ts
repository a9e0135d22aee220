import type { Cause, PolicyDto } from "@/server/contract/_shared/dto";

/** The rules as sentences tell them: a customer's reply is told apart by what it found. */
export type ExplainedRule = Exclude<Cause["rule"], "customer_reply"> | "reply_resolved" | "reply_snoozed";

/** Which sentence a cause is told by. */
export function explainedRule(cause: Cause): ExplainedRule {
  if (cause.rule !== "customer_reply") return cause.rule;
  return cause.setting === "onMessageAfterResolve" ? "reply_resolved" : "reply_snoozed";
}

/** Settings that may have led elsewhere, and the situation of the preview in which they are asked. */
export type Otherwise = { situation: "customerStarts" | "writesInResolved"; edit: Partial<PolicyDto> };

/**
 * Which settings to change, under the policy as it is now, for another outcome than a cause's; null for rules that
 * are decided by hand, time or the contact. What it would be then, the domain's preview says.
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
