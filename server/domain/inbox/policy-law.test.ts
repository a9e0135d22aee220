import fc from "fast-check";
import { expect, test } from "vitest";
import { CONVERSATION_STATUSES } from "@/server/domain/conversation/conversation";
import { ALL_POLICIES, policies, situations } from "@/test/support/scenes/policies";
import { holds } from "@/test/support/scenes/property";
import {
  DEFAULT_POLICY,
  decideStatus,
  decidesOtherwise,
  dependsOnPolicy,
  endingUnder,
  POLICY_RULES,
  type Policy,
  type ReplayInput,
  type Situation,
  type StatusDecision,
} from "./policy";

/** The status after the decision; a diverted message does not change its old conversation. */
const statusAfter = (situation: Situation, decision: StatusDecision) =>
  decision.kind === "set" ? decision.status : situation.kind === "new" ? null : situation.status;

test("two policies that match the same rule give the same status and the same restore", () => {
  holds(
    fc.property(situations, policies, policies, (situation, a, b) => {
      const [one, other] = [decideStatus(situation, a), decideStatus(situation, b)];
      fc.pre(one.cause?.rule === other.cause?.rule);
      expect([statusAfter(situation, one), one.restore]).toEqual([
        statusAfter(situation, other),
        other.restore,
      ]);
    }),
    { runs: 5000 },
  );
});

test("a rule gives one status in every situation, except the caller's own", () => {
  const seen = new Map<string, Set<string>>();
  holds(
    fc.property(situations, policies, (situation, policy) => {
      const decision = decideStatus(situation, policy);
      if (decision.kind !== "set") return;
      if (decision.cause.rule === "caller_status") {
        expect(situation.kind === "new" && situation.requested).toBe(decision.status);
        return;
      }
      const { rule } = decision.cause;
      seen.set(rule, (seen.get(rule) ?? new Set()).add(decision.status));
    }),
    { runs: 5000 },
  );
  for (const [rule, statuses] of seen) expect([rule, statuses.size]).toEqual([rule, 1]);
});

test("every status and every rule is reachable", () => {
  const reached = { statuses: new Set<string>(), rules: new Set<string>() };
  holds(
    fc.property(situations, (situation) => {
      for (const policy of ALL_POLICIES) {
        const decision = decideStatus(situation, policy);
        if (decision.kind === "set") reached.statuses.add(decision.status);
        if (decision.cause) reached.rules.add(decision.cause.rule);
      }
    }),
    { runs: 5000 },
  );
  expect([...reached.statuses].sort()).toEqual([...CONVERSATION_STATUSES].sort());
  expect([...reached.rules].sort()).toEqual([...POLICY_RULES].sort());
});

test("a new conversation always gets a status and a cause; `set` always changes, `keep` never does", () => {
  holds(
    fc.property(situations, policies, (situation, policy) => {
      const decision = decideStatus(situation, policy);
      if (situation.kind === "new") {
        expect(decision).toMatchObject({ kind: "set", restore: false });
        return;
      }
      if (decision.kind === "set") expect(decision.status).not.toBe(situation.status);
      if (decision.restore) expect(situation.lifecycle).toBe("trashed");
      if (decision.kind === "divert") expect(situation.status).toBe("resolved");
    }),
    { runs: 2000 },
  );
});

test("the bot never hides a reopened conversation unless `botTakesReopened` is set", () => {
  holds(
    fc.property(situations, policies, (situation, policy) => {
      const decision = decideStatus(situation, policy);
      if (situation.kind === "new" || decision.kind !== "set" || decision.status !== "pending") return;
      expect(policy).toMatchObject({ botEnabled: true, botTakesReopened: true });
    }),
    { runs: 2000 },
  );
});

const ordinary = { contact: { isBlocked: false, isIntegrationOwn: false }, isSpam: false };
const starts: Situation = { ...ordinary, kind: "new", startedBy: "other", requested: null };
const writes: Situation = { ...ordinary, kind: "customerMessage", status: "resolved", lifecycle: "live" };
const meetsOpen: Situation = { ...ordinary, kind: "customerMessage", status: "open", lifecycle: "live" };
const diverts: Policy = { ...DEFAULT_POLICY, onMessageAfterResolve: "newConversation" };
const bot: Policy = { ...DEFAULT_POLICY, botEnabled: true };

const ending = (input: Partial<ReplayInput> & Pick<ReplayInput, "situation">, policy: Policy) => {
  const { status, isDiverted } = endingUnder({ diverted: null, ...input }, policy);
  return [status, isDiverted];
};

test("a situation ends as the policy decides", () => {
  expect(ending({ situation: starts }, DEFAULT_POLICY)).toEqual(["open", false]);
  expect(ending({ situation: starts }, bot)).toEqual(["pending", false]);
  expect(ending({ situation: writes }, bot)).toEqual(["open", false]);
});

test("a diverted message ends as the other conversation; without one, its ending is unknown", () => {
  expect(ending({ situation: writes, diverted: starts }, { ...diverts, botEnabled: true })).toEqual([
    "pending",
    true,
  ]);
  expect(ending({ situation: writes, diverted: meetsOpen }, diverts)).toEqual(["open", true]);
  expect(ending({ situation: writes, diverted: starts }, DEFAULT_POLICY)).toEqual(["open", false]);
  expect(ending({ situation: writes }, diverts)).toEqual([null, true]);
});

test("replayed under its own policy, every situation ends as it did", () => {
  holds(
    fc.property(situations, situations, policies, (situation, other, policy) => {
      const input = { situation, diverted: other };
      const { status, isDiverted } = endingUnder(input, policy);
      expect(decidesOtherwise({ ...input, ending: { status, isDiverted } }, policy)).toBe(false);
    }),
    { runs: 2000 },
  );
});

test("a situation depends on the policy exactly when two policies disagree about it", () => {
  holds(
    fc.property(situations, (situation) => {
      const endings = ALL_POLICIES.map((policy) => {
        const { status, isDiverted } = endingUnder({ situation, diverted: null }, policy);
        return `${status} ${isDiverted}`;
      });
      expect([situation, dependsOnPolicy(situation)]).toEqual([situation, new Set(endings).size > 1]);
    }),
  );
});
