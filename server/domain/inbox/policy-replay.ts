import type { ConversationStatus } from "@/server/domain/conversation/conversation";
import { decideStatus, type Policy, type PolicyCause, type Situation } from "./policy";

/** What the policy was asked: a situation and, where the message was diverted, what it met in the other conversation. */
export type ReplayInput = { situation: Situation; diverted: Situation | null };

/** Where it ended. Of a message that would have been diverted only now, nobody knows the status: null. */
export type Ending = { status: ConversationStatus | null; isDiverted: boolean };

/** A decision of the policy as it is kept, so that it can be asked again under another. */
export type Decided = ReplayInput & { ending: Ending };

/** Where `input` ends under `policy`, and by which rule. */
export function endingUnder(
  { situation, diverted }: ReplayInput,
  policy: Policy,
): Ending & { cause: PolicyCause | null } {
  const { cause } = decideStatus(situation, policy);
  if (cause?.rule !== "new_conversation")
    return { status: statusAfter(situation, policy), isDiverted: false, cause };
  return { status: diverted && statusAfter(diverted, policy), isDiverted: true, cause };
}

/** Whether another policy would have decided otherwise than it was. */
export const endsElsewhere = ({ ending, ...input }: Decided, policy: Policy): boolean => {
  const { status, isDiverted } = endingUnder(input, policy);
  return isDiverted !== ending.isDiverted || status !== ending.status;
};

/** Whether there are two policies that decide this situation differently; the others need not be kept. */
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
