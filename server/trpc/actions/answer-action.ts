import { TRPCError } from "@trpc/server";
import { log } from "@/server/lib/process/log";
import type { MemberContext } from "@/server/trpc/context";
import { type RefusalShape, refusalShapeOf, toKnownError } from "@/server/trpc/errors";
import { type ActionCalls, actionsRouter } from "./actions";

/** What an action answers. A refusal is a value, because Next hides the message of a thrown error. */
export type ActionAnswer<R> = { ok: true; result: R } | { ok: false; refusal: RefusalShape };

/**
 * Runs an action for a member, with the checks and in the context of a procedure. Throws defects, which Next answers with 500.
 */
export async function answerAction<I, R>(
  context: MemberContext,
  { input, run }: { input: I; run: (calls: ActionCalls, input: I) => Promise<R> },
): Promise<ActionAnswer<R>> {
  try {
    return { ok: true, result: await run(actionsRouter.createCaller(context), input) };
  } catch (thrown) {
    const error = toKnownError(thrown);
    const refusal = error instanceof TRPCError ? refusalShapeOf(error, input) : null;
    if (refusal) return { ok: false, refusal };
    log.error({ err: error }, "a server action failed");
    throw error;
  }
}
