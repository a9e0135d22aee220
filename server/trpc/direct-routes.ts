import type { AnyProcedure, AnyRouter } from "@trpc/server";
import type { Services } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import { isSameOrigin } from "@/server/lib/auth/session-cookie";
import type { DirectHandler, DirectRoute } from "@/server/lib/web/direct-route";
import { readSessionCallerLately } from "@/server/queries/credentials/session-caller";
import type { DirectProcedure } from "./direct-procedure";
import { TRPC_PATH } from "./handler";
import { appRouter } from "./router";
import type { Meta } from "./trpc";

const router: AnyRouter = appRouter;
/** Procedures by their full path. */
const procedures: Record<string, AnyProcedure> = router._def.procedures;

/** The procedures that the router marks as direct, for requests with a single call. */
export const trpcDirectRoutes: readonly DirectRoute<Services, Caller>[] = Object.entries(procedures).flatMap(
  ([name, { _def }]) => {
    const meta = _def.meta as Meta | undefined; // the only type that trpc.ts allows
    return meta?.direct ? [routeOf(name, meta.direct)] : [];
  },
);

function routeOf(name: string, procedure: DirectProcedure): DirectRoute<Services, Caller> {
  return {
    methods: ["POST"],
    pattern: new RegExp(`^${TRPC_PATH}/${name.replaceAll(".", "\\.")}(?<batch>\\?batch=1)?$`),
    route: `${TRPC_PATH}/*`,
    answer: answerBy(procedure),
  };
}

function answerBy(procedure: DirectProcedure): DirectHandler<Services, Caller> {
  return async ({ services, params, headers, body }) => {
    if (!isSameOrigin(headers) || headers["trpc-accept"] !== undefined) return null;
    const caller = await readSessionCallerLately(services.database, headers);
    if (!caller) return null;
    const isBatch = params["batch"] !== undefined;
    const data = procedure.answer(caller, await body(), isBatch);
    if (!data) return null;
    const answer = { result: { data: { json: data } } };
    return { status: 200, json: isBatch ? [answer] : answer, caller };
  };
}
