import type { Context } from "hono";
import { type Confirmation, confirmedRun } from "@/server/commands/_run/confirmed-run";
import type { Run } from "@/server/commands/_run/run";
import type { Caller } from "@/server/contract/_shared/caller";
import { codeAndMessageOf } from "@/server/http/_refusals/problem";
import type { HttpEnv } from "@/server/http/_request/authenticate";

/** A request that was sent with `Prefer: confirm`. */
export type Confirming = { c: Context<HttpEnv>; ends: Confirmation["ends"] };

/** Whether a `Prefer` header requests a confirmation. Grammar: RFC 7240. */
export const isConfirmRequested = (prefer: string | undefined): boolean =>
  prefer?.split(",").some((preference) => preference.split(/[;=]/)[0]?.trim().toLowerCase() === "confirm") ??
  false;

/** Null without such a request, or where the route has no confirmation. */
export function confirmingOf(
  c: Context<HttpEnv>,
  confirms: "here" | "later" | "never" = "here",
): Confirming | null {
  return confirms !== "never" && isConfirmRequested(c.req.header("prefer")) ? { c, ends: confirms } : null;
}

/** Begins the operation; from now on every response, also a refusal, carries its id. */
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

/** Sets the operation that is confirmed; null = none, as for a stored answer of an unconfirmed operation. */
export function confirmWith({ c }: Confirming, operationId: string | null): void {
  c.header("preference-applied", operationId === null ? undefined : "confirm");
  c.header("operation-id", operationId ?? undefined);
}
