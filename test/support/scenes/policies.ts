import fc from "fast-check";
import { CONVERSATION_STATUSES, LIFECYCLES } from "@/server/domain/conversation/conversation";
import type { Policy, Situation } from "@/server/domain/inbox/policy";

const status = fc.constantFrom(...CONVERSATION_STATUSES);
const facts = {
  contact: fc.record({ isBlocked: fc.boolean(), isIntegrationOwn: fc.boolean() }),
  isSpam: fc.boolean(),
};
const automatic = fc.option(fc.record({ automatic: fc.constantFrom("answer" as const, "list" as const) }), {
  freq: 2,
  nil: {},
});

/** Every input of the policy. */
export const situations: fc.Arbitrary<Situation> = fc
  .tuple(
    fc.oneof(
      fc.record({
        ...facts,
        kind: fc.constant("new" as const),
        startedBy: fc.constantFrom("agent" as const, "other" as const),
        requested: fc.option(status, { nil: null }),
      }),
      fc.record({
        ...facts,
        kind: fc.constant("customerMessage" as const),
        status,
        lifecycle: fc.constantFrom(...LIFECYCLES.filter((cycle) => cycle !== "purged")),
      }),
    ),
    automatic,
  )
  .map(([situation, more]) => ({ ...situation, ...more }));

export const policies: fc.Arbitrary<Policy> = fc.record({
  botEnabled: fc.boolean(),
  botTakesReopened: fc.boolean(),
  startAsPending: fc.boolean(),
  callerStatusWins: fc.boolean(),
  onMessageAfterResolve: fc.constantFrom("reopen" as const, "newConversation" as const),
});

const BOTH = [false, true];

/** Every possible policy. */
export const ALL_POLICIES: readonly Policy[] = BOTH.flatMap((botEnabled) =>
  BOTH.flatMap((botTakesReopened) =>
    BOTH.flatMap((startAsPending) =>
      BOTH.flatMap((callerStatusWins) =>
        (["reopen", "newConversation"] as const).map((onMessageAfterResolve) => ({
          botEnabled,
          botTakesReopened,
          startAsPending,
          callerStatusWins,
          onMessageAfterResolve,
        })),
      ),
    ),
  ),
);
