import type { AnyProcedure, AnyRouter } from "@trpc/server";
import { actionsRouter } from "@/server/trpc/actions/actions";
import { appRouter } from "@/server/trpc/router";
import { ACTIONS } from "@/test/support/clients/actions";

const ofScreens: AnyRouter = appRouter;
const ofActions: AnyRouter = actionsRouter;
const actions: Record<string, AnyProcedure> = ofActions._def.procedures;

/** What screens call: the procedures of `/api/trpc` by their whole path, and those of the server actions. */
export const ALL_PROCEDURES: Record<string, AnyProcedure> = {
  ...ofScreens._def.procedures,
  ...Object.fromEntries(Object.entries(actions).map(([name, procedure]) => [ACTIONS + name, procedure])),
};
