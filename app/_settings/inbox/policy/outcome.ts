import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/trpc/router";

/** A situation with what it ends as, now and under the draft. */
export type OutcomeRow = inferRouterOutputs<AppRouter>["inboxes"]["policyPreview"][number];
export type Outcome = OutcomeRow["draft"];

const wordOf = (outcome: Outcome): string =>
  `${outcome.kind} ${outcome.kind === "set" ? outcome.status : ""} ${outcome.restore}`;

/** Whether saving the draft would change what the situation ends as. */
export const isMoved = ({ current, draft }: OutcomeRow): boolean => wordOf(current) !== wordOf(draft);
