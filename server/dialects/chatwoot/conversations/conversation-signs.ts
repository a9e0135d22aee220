import { requireWritable } from "@/server/commands/_run/permission";
import { markUnreadForAll } from "@/server/commands/conversations/mark-seen";
import { type ChatwootContext, pathId, type Route, viewerOf } from "@/server/dialects/chatwoot/context";
import { WireError } from "@/server/dialects/chatwoot/errors";
import { readTyping } from "@/server/dialects/chatwoot/input/conversation-params";
import { readParams } from "@/server/dialects/chatwoot/input/params";
import { showConversation } from "@/server/dialects/chatwoot/json/show";
import { reachConversation } from "@/server/dialects/chatwoot/reach";
import { announceTyping, mayAnnounceTyping } from "@/server/live/hub/account-signal";

const AT = "/conversations/:conversation_id";

export const conversationSignRoutes: readonly Route[] = [
  ["GET", "/conversations/unread_counts", refuseUnreadCounts],
  ["POST", `${AT}/unread`, unread],
  ["POST", `${AT}/toggle_typing_status`, toggleTyping],
];

/** As upstream, where the feature is off. */
async function refuseUnreadCounts(): Promise<Response> {
  throw new WireError({ status: 403, body: { error: "Feature not enabled for this account" } });
}

/** From the customer's last message on. */
async function unread(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const { conversation } = await reachConversation(services.database, caller, pathId(c, "conversation_id"));
  await services.run(markUnreadForAll, caller, { conversation: { conversationId: conversation.id } });
  return c.json(await showConversation(viewerOf(c), conversation.id));
}

/** `is_private` changes nothing: only members see that a member types. */
async function toggleTyping(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const { conversation } = await reachConversation(services.database, caller, pathId(c, "conversation_id"));
  const isTyping = readTyping(await readParams(c.req.raw));
  requireWritable(caller);
  const { accountId, userId } = caller;
  if (userId !== null && (await mayAnnounceTyping(userId)))
    announceTyping(accountId, { conversation, userId }, isTyping);
  return c.body(null, 200);
}
