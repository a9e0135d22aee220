import type { ContactDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { QUERY_CHARS_MAX } from "@/server/contract/search/constants";
import type { SearchDto, SearchKind } from "@/server/contract/search/search";
import { type Params, readParams } from "@/server/dialects/chatwoot/input/params";
import { agentJson } from "@/server/dialects/chatwoot/json/agent-json";
import { slimInboxJson } from "@/server/dialects/chatwoot/json/inbox-json";
import { messageJson } from "@/server/dialects/chatwoot/json/message-json";
import { seconds } from "@/server/dialects/chatwoot/json/wire-time";
import type { ConversationWithContact } from "@/server/queries/conversations/get-conversation";
import { search } from "@/server/queries/search/search";
import type { ChatwootContext, Route } from "./context";
import { invalid } from "./errors";
import { conversationOf, loadFoundMessages, type SearchedContext } from "./search-context";

export const searchRoutes: readonly Route[] = [
  ["GET", "/search", (c) => showSearch(c, null)],
  ["GET", "/search/contacts", (c) => showSearch(c, "contact")],
  ["GET", "/search/conversations", (c) => showSearch(c, "conversation")],
  ["GET", "/search/messages", (c) => showSearch(c, "message")],
  ["GET", "/conversations/search", searchConversations],
];

const PAGE = 15;
/** The most pages: a search reads at most so many of each group. */
const PAGES_MAX = 3;

async function showSearch(c: ChatwootContext, kind: SearchKind | null): Promise<Response> {
  const found = await searchPage(c, kind);
  const context = await loadFoundMessages(c, found);
  const groups = {
    conversations: found.conversations.map((one) => foundConversationJson(one, context)),
    contacts: found.contacts.map(({ contact }) => foundContactJson(contact)),
    messages: foundMessagesJson(found, context),
  };
  const { conversations, contacts, messages } = groups;
  if (kind === null) return c.json({ payload: { ...groups, articles: [] } });
  if (kind === "contact") return c.json({ payload: { contacts } });
  return c.json({ payload: kind === "message" ? { messages } : { conversations } });
}

/** One page of each group. Refuses pages beyond the last one that is searched. */
async function searchPage(c: ChatwootContext, kind: SearchKind | null): Promise<SearchDto> {
  const { caller, services } = c.var;
  await services.countExpensive(caller);
  const params = await readParams(c.req.raw);
  const page = params.count("page") ?? 1;
  if (page > PAGES_MAX) throw invalid("page", `must be at most ${PAGES_MAX}`);
  const limit = page * PAGE;
  const all = await search(services.database, caller, { query: readQuery(params), kind, limit });
  const cut = <T>(rows: readonly T[]) => rows.slice(limit - PAGE, limit);
  return {
    contacts: cut(all.contacts),
    conversations: cut(all.conversations),
    messages: cut(all.messages),
  };
}

function readQuery(params: Params): string {
  const query = params.text("q", QUERY_CHARS_MAX)?.trim();
  if (!query)
    throw new Refusal("input.invalid", { field: "q", detail: "Specify search string with parameter q" });
  return query;
}

const foundContactJson = (contact: ContactDto) => ({
  id: contact.id,
  name: contact.name,
  email: contact.email,
  phone_number: contact.phone,
  identifier: contact.identifier,
  additional_attributes: contact.additionalAttributes,
});

function foundConversationJson(
  { conversation, contact }: ConversationWithContact,
  context: SearchedContext,
  messages?: readonly object[],
) {
  const { accountId, rendering } = context;
  const inbox = context.inboxes.get(conversation.inboxId);
  const assignee = context.assigneeOf(conversation);
  return {
    id: conversation.displayId,
    uuid: conversation.uuid,
    created_at: seconds(conversation.createdAt),
    contact: { id: contact.id, name: contact.name, email: contact.email, phone_number: contact.phone },
    inbox: inbox ? slimInboxJson(inbox) : null,
    agent: assignee ? agentJson(assignee, accountId, rendering) : null,
    account_id: accountId,
    ...(messages && { messages }),
  };
}

function foundMessagesJson({ messages }: SearchDto, context: SearchedContext) {
  return messages.flatMap(({ message: { id } }) => {
    const message = context.messages.get(id);
    const at = message && conversationOf(context, message);
    const inbox = message && context.inboxes.get(message.inboxId);
    return message && at && inbox
      ? [{ ...messageJson(message, { ...context, ...at }), inbox: slimInboxJson(inbox) }]
      : [];
  });
}

/** The older search: conversations with the messages that match, the newest match first. */
async function searchConversations(c: ChatwootContext): Promise<Response> {
  const found = await searchPage(c, "message");
  const context = await loadFoundMessages(c, found);
  const payload = [...context.conversations.values()].map((one) => {
    const own = found.messages.filter(({ displayId }) => displayId === one.conversation.displayId);
    const messages = own.flatMap(({ message: { id } }) => {
      const message = context.messages.get(id);
      if (!message) return [];
      const shown = messageJson(message, { ...context, ...one });
      return [
        {
          id,
          content: shown.content,
          sender_name: shown.sender?.name ?? message.sender.name,
          message_type: shown.message_type,
          created_at: shown.created_at,
        },
      ];
    });
    return foundConversationJson(one, context, messages);
  });
  const assignees = [...context.conversations.values()].map(({ conversation }) => conversation.assigneeId);
  const { userId } = c.var.caller;
  const count = (is: (assigneeId: number | null) => boolean) => assignees.filter(is).length;
  return c.json({
    meta: {
      mine_count: count((id) => id !== null && id === userId),
      unassigned_count: count((id) => id === null),
      all_count: payload.length,
    },
    payload,
  });
}
