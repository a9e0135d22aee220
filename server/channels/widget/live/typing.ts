import { widgetMember } from "@/server/channels/widget/render";
import { actorKey } from "@/server/contract/conversation/actor-view";
import type { Rendering } from "@/server/files/file-url";
import type { Present } from "@/server/live/presence/presence-book";
import { readVisitorConversations } from "@/server/queries/conversations/visitor-conversations";
import { findAgents } from "@/server/queries/members/members";
import type { ConversationOwner } from "@/server/queries/messages/customer-messages";
import type { Db } from "@/server/store/_postgres/db";
import type { CustomerEvent } from "./customer-events";

type Reading = { database: Db; accountId: number; rendering: Rendering };

/** That a member types, as the conversation's visitor sees it; null: nobody sees it. */
export async function renderTyping(
  { displayId, userId }: Present,
  isTyping: boolean,
  { database, accountId, rendering }: Reading,
): Promise<{ owner: ConversationOwner; event: CustomerEvent } | null> {
  const actor = { type: "user" as const, id: userId };
  const [conversations, agents] = await Promise.all([
    readVisitorConversations(database, accountId, { by: "display_id", ids: [displayId], now: rendering.now }),
    findAgents(database, accountId, [actor]),
  ]);
  const [owner] = conversations;
  if (!owner) return null;
  const agent = agents.get(actorKey(actor));
  const member = agent ? widgetMember(agent, rendering) : null;
  return { owner, event: { type: "typing", data: { conversationId: owner.id, isTyping, member } } };
}
