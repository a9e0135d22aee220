import type { Command } from "@/server/commands/_run/run";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import type { MemberContext } from "@/server/trpc/context";

type InConversation = { conversation: { displayId: number } };

/**
 * Runs a command on a conversation. Answers its operation, with which it can be undone, or null when nothing changed; and the
 * conversation as it is now, or null when the change hid it from the caller.
 */
export async function change<I extends InConversation>(
  ctx: MemberContext,
  command: Command<I, unknown>,
  input: I,
) {
  const { row, operationId } = await changeWithResult(ctx, command, input);
  return { row, operationId };
}

/** The same, with the result of the command. */
export async function changeWithResult<I extends InConversation, R>(
  ctx: MemberContext,
  command: Command<I, R>,
  input: I,
) {
  const { result, events, operationId } = await ctx.run(command, ctx.caller, input);
  const row = await getConversation(ctx.database, ctx.caller, input.conversation).catch((error: unknown) => {
    if (isRefusal(error)) return null;
    throw error;
  });
  return { result, row, operationId: events.length === 0 ? null : operationId };
}
