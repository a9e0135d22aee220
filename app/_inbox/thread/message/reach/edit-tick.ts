import type { TickStatus } from "@/app/_ui/display/tick";
import type { ChangeReachDto } from "@/server/contract/message/message-facts";

type Change = NonNullable<ChangeReachDto["change"]>;

/** The tick of an edited message. `first`: it is that of the version that the customer has, not of the edit. */
export type EditTick = { of: "edit" | "first" | "both"; status: TickStatus };

/**
 * The tick of an edit: what is known of the text that is shown. `status`: the message's own, which was earned by the first
 * version. Null: nothing is known of the edit yet. `seenAt`: when the customer last read the conversation.
 */
export function tickOfEdit(
  change: Change | null,
  status: TickStatus,
  seenAt: string | null,
): EditTick | null {
  if (!change) return null;
  switch (change.state) {
    case "unsent":
    case "own":
      return { of: "both", status };
    case "shown":
      return { of: "edit", status: seenAt !== null && seenAt >= change.madeAt ? "read" : "sent" };
    case "waiting":
      return { of: "edit", status: "pending" };
    case "told":
      return { of: "edit", status: "sent" };
    case "failed":
      return { of: "edit", status: "failed" };
    case "kept":
    case "unknown":
      return { of: "first", status };
  }
}

/** What a change that is made now would do: nothing to say if the customer has nothing yet. */
export const nextOf = (next: ChangeReachDto["next"]): "shown" | "told" | "none" | null =>
  next === "unsent" ? null : next === "shown" || next === "none" ? next : "told";
