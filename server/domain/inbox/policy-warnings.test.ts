import fc from "fast-check";
import { expect, test } from "vitest";
import { ALL_POLICIES, situations } from "@/test/support/scenes/policies";
import { holds } from "@/test/support/scenes/property";
import { DEFAULT_POLICY, decideStatus, type Policy, policyWarnings } from "./policy";

const warnings = (settings: Partial<Policy>) => policyWarnings({ ...DEFAULT_POLICY, ...settings });

test("the defaults override nothing", () => {
  expect(warnings({})).toEqual([]);
});

test("each ineffective switch has a warning", () => {
  expect(warnings({ botEnabled: true })).toEqual(["botOverridesStart", "apiPassesBot"]);
  expect(warnings({ botEnabled: true, startAsPending: true, callerStatusWins: false })).toEqual([
    "botCoversStart",
  ]);
  expect(warnings({ startAsPending: true })).toEqual(["apiPassesStart"]);
  expect(warnings({ startAsPending: true, callerStatusWins: false })).toEqual([]);
  expect(warnings({ botTakesReopened: true })).toEqual(["reopenedWithoutBot"]);
  expect(
    warnings({ botEnabled: true, botTakesReopened: true, onMessageAfterResolve: "newConversation" }),
  ).toContain("reopenedNever");
});

/** The decision without its rule and setting, as agents see it. */
const seen = (decision: ReturnType<typeof decideStatus>) => ({
  ...decision,
  cause: decision.cause?.requested ?? null,
});

test("a switch reported as ineffective changes no outcome in any situation", () => {
  const idle = {
    botCoversStart: { startAsPending: false },
    reopenedWithoutBot: { botTakesReopened: false },
    reopenedNever: { botTakesReopened: false },
  } as const;
  for (const policy of ALL_POLICIES)
    for (const warning of policyWarnings(policy)) {
      if (!(warning in idle)) continue;
      const without = { ...policy, ...idle[warning as keyof typeof idle] }; // `in` has checked it
      holds(
        fc.property(situations, (situation) => {
          expect(seen(decideStatus(situation, without))).toEqual(seen(decideStatus(situation, policy)));
        }),
        { runs: 50 },
      );
    }
});
