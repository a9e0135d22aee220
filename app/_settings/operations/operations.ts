import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/trpc/router";

export type PastBulk = inferRouterOutputs<AppRouter>["bulk"]["list"]["data"][number];
export type PastDeletion = inferRouterOutputs<AppRouter>["deletions"]["list"]["data"][number];

export const OPERATION_KINDS = ["bulk", "deletions"] as const;
export type OperationKind = (typeof OPERATION_KINDS)[number];

/** The kind of operations that a URL shows. */
export const parseKind = (params: Pick<URLSearchParams, "get">): OperationKind =>
  OPERATION_KINDS.find((kind) => kind === params.get("kind")) ?? "bulk";

export const operationsHref = (kind: OperationKind): string =>
  `/settings/operations${kind === "bulk" ? "" : `?kind=${kind}`}`;

/** What a bulk operation did, as a message of `settings.operations.action`. */
export function actionKeyOf({ action, params }: Pick<PastBulk, "action" | "params">) {
  if (action !== "status") return action;
  const signals = ["resolve", "reopen", "markPending", "wake", "handoff"] as const;
  return signals.find((signal) => signal === params["signal"]) ?? action;
}

/** The period in which a deletion's events were stamped: the log stamps them shortly after the commit. */
export function eventsOf(
  { createdAt, finishedAt }: Pick<PastDeletion, "createdAt" | "finishedAt">,
  now: Date,
) {
  const STAMPED_WITHIN_MS = 60_000;
  const end = finishedAt === null ? now : new Date(finishedAt);
  return { from: new Date(createdAt), to: new Date(end.getTime() + STAMPED_WITHIN_MS) };
}
