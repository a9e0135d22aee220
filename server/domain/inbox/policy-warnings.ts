import type { Policy } from "./policy";

export const POLICY_WARNINGS = [
  "botOverridesStart",
  "botCoversStart",
  "apiPassesBot",
  "apiPassesStart",
  "reopenedWithoutBot",
  "reopenedNever",
] as const;
export type PolicyWarning = (typeof POLICY_WARNINGS)[number];

/** The settings that another setting makes ineffective. */
export function policyWarnings(policy: Policy): PolicyWarning[] {
  const { botEnabled, botTakesReopened, startAsPending, callerStatusWins, onMessageAfterResolve } = policy;
  const isTrue: Record<PolicyWarning, boolean> = {
    botOverridesStart: botEnabled && !startAsPending,
    botCoversStart: botEnabled && startAsPending,
    apiPassesBot: botEnabled && callerStatusWins,
    apiPassesStart: !botEnabled && startAsPending && callerStatusWins,
    reopenedWithoutBot: botTakesReopened && !botEnabled,
    reopenedNever: botTakesReopened && botEnabled && onMessageAfterResolve === "newConversation",
  };
  return POLICY_WARNINGS.filter((warning) => isTrue[warning]);
}
