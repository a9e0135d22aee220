import type { Context } from "hono";
import { type Confirmation, confirmedRun } from "@/server/commands/_run/confirmed-run";
import type { Run } from "@/server/commands/_run/run";
import type { Caller } from "@/server/contract/_shared/caller";
import { codeAndMessageOf } from "@/server/http/_refusals/problem";
import type { HttpEnv } from "@/server/http/_request/http-env";

/** A request that was sent with `Prefer: confirm`. */
export type Confirming = { c: Context<HttpEnv>; ends: Confirmation["ends"] };

/** Whether a `Prefer` header has it among its preferences. Grammar: RFC 7240. */
export const isConfirmRequested = (prefer: string | undefined): boolean =>
  prefer?.split(",").some((preference) => preference.split(/[;=]/)[0]?.trim().toLowerCase() === "confirm") ??
  false;

/** Null where it is not asked for, or the route does not do it. */
export function confirmingOf(
  c: Context<HttpEnv>,
  confirms: "here" | "later" | "never" = "here",
): Confirming | null {
  return confirms !== "never" && isConfirmRequested(c.req.header("prefer")) ? { c, ends: confirms } : null;
}

/** Begins the operation; from here on every answer, also a refusal, says which one it is. */
export async function beginConfirming(run: Run, caller: Caller, confirming: Confirming): Promise<Run> {
  const { c, ends } = confirming;
  const begun = await confirmedRun(run, caller, {
    requestId: c.var.requestId,
    ends,
    describe: codeAndMessageOf,
  });
  confirmWith(confirming, begun.operationId);
  return begun.run;
}

/** Says which operation's end is told; null = nobody's, as where a stored answer is of one that was not to be confirmed. */
export function confirmWith({ c }: Confirming, operationId: string | null): void {
  c.header("preference-applied", operationId === null ? undefined : "confirm");
  c.header("operation-id", operationId ?? undefined);
}
