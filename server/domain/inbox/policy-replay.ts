import type { ConversationStatus } from "@/server/domain/conversation/conversation";
import { decideStatus, type Policy, type PolicyCause, type Situation } from "./policy";

/** The policy's input: a situation and, for a diverted message, the situation in the other conversation. */
export type ReplayInput = { situation: Situation; diverted: Situation | null };

/** The outcome. `status` is null if it is unknown: for a message that only the replay diverts. */
export type Ending = { status: ConversationStatus | null; isDiverted: boolean };

/** A stored decision, which can be replayed under another policy. */
export type Decided = ReplayInput & { ending: Ending };

/** The outcome of `input` under `policy`, and the rule. */
export function endingUnder(
  { situation, diverted }: ReplayInput,
  policy: Policy,
): Ending & { cause: PolicyCause | null } {
  const { cause } = decideStatus(situation, policy);
  if (cause?.rule !== "new_conversation")
    return { status: statusAfter(situation, policy), isDiverted: false, cause };
  return { status: diverted && statusAfter(diverted, policy), isDiverted: true, cause };
}

/** Whether `policy` decides otherwise than the stored decision. */
export const decidesOtherwise = ({ ending, ...input }: Decided, policy: Policy): boolean => {
  const { status, isDiverted } = endingUnder(input, policy);
  return isDiverted !== ending.isDiverted || status !== ending.status;
};

/** Whether any two policies decide this situation differently; only such decisions are stored. */
export function dependsOnPolicy(situation: Situation): boolean {
  const { contact, isSpam } = situation;
  if (contact.isIntegrationOwn || contact.isBlocked || isSpam) return false;
  return situation.kind === "new" ? situation.startedBy === "other" : situation.status === "resolved";
}

function statusAfter(situation: Situation, policy: Policy): ConversationStatus | null {
  const decision = decideStatus(situation, policy);
  if (decision.kind === "set") return decision.status;
  return situation.kind === "new" ? null : situation.status;
}
