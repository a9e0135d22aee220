import type { Caller } from "@/server/contract/_shared/caller";
import { isRefusal } from "@/server/contract/_shared/refusal";
import type { UnstampedEvent } from "@/server/contract/event/event";
import { inSpan } from "@/server/lib/process/tracing";

type Done = { events: readonly UnstampedEvent[]; operationId: string };

/**
 * Runs a command in a span with the ids of its account and conversation, if traces are configured. A route's own function
 * has no name: its span is named after its first event.
 */
export const traceCommand = <D extends Done>(
  command: { name: string },
  caller: Caller,
  work: () => Promise<D>,
): Promise<D> =>
  inSpan(
    `command ${command.name}`,
    { kind: "internal", attributes: { "tickline.account_id": caller.accountId } },
    async (span) => {
      if (!span) return work();
      try {
        const done = await work();
        span.describe(
          {
            "tickline.operation_id": done.operationId,
            "tickline.events": done.events.length,
            "tickline.conversation_id": done.events.map(conversationOf).find((id) => id !== undefined),
          },
          command.name ? undefined : `command ${done.events[0]?.type ?? "without events"}`,
        );
        return done;
      } catch (error) {
        if (isRefusal(error)) span.describe({ "tickline.refusal": error.refusal });
        else span.fail();
        throw error;
      }
    },
  );

function conversationOf({ resource, data }: UnstampedEvent): number | undefined {
  if (resource.type === "conversation") return resource.id;
  return "conversationId" in data && typeof data.conversationId === "number"
    ? data.conversationId
    : undefined;
}
