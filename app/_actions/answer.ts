import { headers } from "next/headers";
import { services } from "@/server/commands/_run/services";
import { ACTION_TICKET } from "@/server/lib/web/internal-headers";
import { callerOfTicket } from "@/server/queries/credentials/session-caller";
import type { ActionCalls } from "@/server/trpc/actions/actions";
import { type ActionAnswer, answerAction } from "@/server/trpc/actions/answer-action";
import { contextOf } from "@/server/trpc/context";

/** Runs an action for the member whom the gate admitted. Refuses a request that did not pass the gate (`server/http/actions`). */
export async function answer<I, R>(
  input: I,
  run: (calls: ActionCalls, input: I) => Promise<R>,
): Promise<ActionAnswer<R>> {
  const given = new Headers(await headers());
  const caller = callerOfTicket(given.get(ACTION_TICKET));
  if (!caller) return { ok: false, refusal: { code: "auth.forbidden", field: null, detail: null } };
  return answerAction(contextOf(services(), caller, given), { input, run });
}
