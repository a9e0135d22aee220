import { expect, test } from "vitest";
import { previewPolicy } from "@/server/queries/inboxes/preview-policy";
import { otherwiseOf } from "./otherwise";

const DEFAULTS = { callerStatusWins: true, onMessageAfterResolve: "reopen" } as const;

test("the suggested settings lead to another outcome, by the domain's function", () => {
  for (const botEnabled of [false, true])
    for (const botTakesReopened of [false, true])
      for (const startAsPending of [false, true]) {
        const policy = { ...DEFAULTS, botEnabled, botTakesReopened, startAsPending };
        for (const { situation, current } of previewPolicy(policy, policy)) {
          const otherwise = current.cause && otherwiseOf(current.cause, policy);
          if (otherwise?.situation !== situation) continue;
          const draft = { ...policy, ...otherwise.edit };
          const then = previewPolicy(policy, draft).find((row) => row.situation === situation)?.draft;
          expect(then?.kind === "set" && current.kind === "set" && then.status).not.toBe(
            current.kind === "set" && current.status,
          );
        }
      }
});
