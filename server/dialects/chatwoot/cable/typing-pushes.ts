import { systemCaller } from "@/server/contract/_shared/caller";
import { actorKey } from "@/server/contract/conversation/actor-view";
import { CUSTOMER } from "@/server/contract/live/presence";
import { userSenderJson } from "@/server/dialects/chatwoot/json/agent-json";
import { contactSenderJson } from "@/server/dialects/chatwoot/json/contact-json";
import { aboutConversation, contextOf } from "@/server/dialects/chatwoot/webhooks/event-parts";
import { pushedConversationJson } from "@/server/dialects/chatwoot/webhooks/webhook-json";
import type { Present } from "@/server/live/presence/presence-book";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import { findAgents } from "@/server/queries/members/find-agents";
import type { Pushes, Reading } from "./pushes";

/** What a sign of typing is told as. The typist is not told. */
export async function typingPushes(
  { displayId, userId }: Present,
  isTyping: boolean,
  { database, accountId, rendering, loadDetails }: Reading,
): Promise<Pushes> {
  const caller = systemCaller(accountId);
  const found = await getConversation(database, caller, { displayId });
  const actor = { type: "user" as const, id: userId, name: null };
  const agents = await findAgents(database, accountId, [actor]);
  const user =
    userId === CUSTOMER
      ? contactSenderJson(found.contact)
      : userSenderJson(agents.get(actorKey(actor)) ?? null, actor, rendering);
  const event = isTyping ? "conversation.typing_on" : "conversation.typing_off";
  const common = { account_id: accountId, user, is_private: false };
  const details = await loadDetails(aboutConversation(found.conversation, accountId));
  const context = details && contextOf(found, details, { accountId, rendering, agents });
  if (!context) return { members: [], customer: null };
  const conversation = pushedConversationJson(null, context);
  const members = [{ event, data: { ...common, conversation } }];
  if (userId === CUSTOMER) return { members, customer: null };
  const { id, inbox_id } = conversation;
  const seen = { event, data: { ...common, conversation: { id, inbox_id } } };
  return { members, customer: { linkId: context.details.contactInbox.id, pushes: [seen] } };
}
