import { headers } from "next/headers";
import { services } from "@/server/commands/_run/services";
import { ACTION_CHECKED, actionMark } from "@/server/lib/web/internal-headers";
import type { ActionCalls } from "@/server/trpc/actions/actions";
import { type ActionAnswer, answerAction } from "@/server/trpc/actions/answer-action";

/** Runs an action for the session of the request. Refuses a request that did not pass the gate (`server/http/actions`). */
export async function answer<I, R>(
  input: I,
  run: (calls: ActionCalls, input: I) => Promise<R>,
): Promise<ActionAnswer<R>> {
  const given = new Headers(await headers());
  if (given.get(ACTION_CHECKED) !== actionMark())
    return { ok: false, refusal: { code: "auth.forbidden", field: null, detail: null } };
  return answerAction(services(), given, { input, run });
}
