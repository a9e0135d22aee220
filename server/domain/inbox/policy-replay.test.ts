import fc from "fast-check";
import { expect, test } from "vitest";
import { ALL_POLICIES, policies, situations } from "@/test/support/scenes/policies";
import { holds } from "@/test/support/scenes/property";
import {
  DEFAULT_POLICY,
  decidesOtherwise,
  dependsOnPolicy,
  endingUnder,
  type Policy,
  type ReplayInput,
  type Situation,
} from "./policy";

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
