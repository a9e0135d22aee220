import { type Channel, keepsOneConversation } from "@/server/domain/inbox/channel";
import type { ConversationStatus, Lifecycle } from "./conversation";

/** The conversation that the customer has under this name in the inbox. */
export type Existing = { lifecycle: Exclude<Lifecycle, "purged">; status: ConversationStatus };

/**
 * `begin`: a new conversation. Where the channel keeps one, what there is already: `continue` it as it is, `reopen` it with the
 * status that a new one would get, or `refuse` the request.
 */
export type Beginning = "begin" | "continue" | "reopen" | "refuse";

/** What a request for a new conversation does. `orExisting`: the caller takes the one there is. */
export function decideBeginning(
  inbox: { channel: Channel },
  existing: Existing | null,
  { orExisting }: { orExisting: boolean },
): Beginning {
  if (!existing || !keepsOneConversation(inbox)) return "begin";
  if (!orExisting) return "refuse";
  return existing.lifecycle === "trashed" || existing.status === "resolved" ? "reopen" : "continue";
}
