import type { Attachment, ContactDto, MessageDto } from "@/server/contract/_shared/dto";
import type {
  WidgetAttachment,
  WidgetContact,
  WidgetConversation,
  WidgetMember,
  WidgetMessage,
} from "@/server/contract/channel/widget";
import { type AgentView, actorKey } from "@/server/contract/conversation/actor-view";
import { avatarUrl, fileUrls, type Rendering } from "@/server/files/file-url";
import type { VisitorConversation } from "@/server/queries/conversations/visitor-conversations";
import { type AgentsByActor, findAgents } from "@/server/queries/members/members";
import type { Db } from "@/server/store/_postgres/db";
import { shownText } from "./pieces";
import { isVisitorName } from "./visitor-name";

/** Who wrote and answers, and the addresses of files. */
export type View = { agents: AgentsByActor; rendering: Rendering };

/** The members behind messages and conversations, read in one statement. */
export async function viewOf(
  db: Db,
  { accountId, rendering }: { accountId: number; rendering: Rendering },
  shown: { messages?: readonly MessageDto[]; conversations?: readonly VisitorConversation[] },
): Promise<View> {
  const { messages = [], conversations = [] } = shown;
  const last = conversations.flatMap(({ lastMessage }) => lastMessage ?? []);
  const actors = [
    ...[...messages, ...last].map(({ sender }) => sender),
    ...conversations.map(({ assigneeId }) => ({ type: "user" as const, id: assigneeId, name: null })),
  ];
  return { rendering, agents: await findAgents(db, accountId, actors) };
}

/** A member as customers see them: no email, and no id. */
export const widgetMember = (
  agent: Pick<AgentView, "name" | "avatarFileId">,
  rendering: Rendering,
): WidgetMember => ({
  name: agent.name,
  avatarUrl: avatarUrl(agent, rendering) || null,
});

/** A message as its customer sees it. It must be one that customers see. */
export function widgetMessage(message: MessageDto, { agents, rendering }: View): WidgetMessage {
  const { sender, direction, kind } = message;
  const from = kind === "system" ? "system" : direction === "in" ? "visitor" : "member";
  const isDeleted = message.deletedAt !== null;
  return {
    id: message.id,
    conversationId: message.conversationId,
    clientId: from === "visitor" ? message.clientId : null,
    from,
    member: from === "member" ? memberOf(sender, { agents, rendering }) : null,
    ...(isDeleted
      ? { text: "" }
      : from === "member"
        ? shownText(message.content)
        : { text: message.content }),
    attachments: isDeleted
      ? []
      : (message.attachments ?? []).map((file) => widgetAttachment(file, rendering)),
    status: from === "member" ? message.status : null,
    createdAt: message.createdAt,
    editedAt: message.editedAt,
    deletedAt: message.deletedAt,
  };
}

function memberOf(sender: MessageDto["sender"], { agents, rendering }: View): WidgetMember | null {
  const agent = agents.get(actorKey(sender));
  if (agent) return widgetMember(agent, rendering);
  return sender.type === "bot" && sender.name !== null ? { name: sender.name, avatarUrl: null } : null;
}

export function widgetAttachment(file: Attachment, rendering: Rendering): WidgetAttachment {
  const { url = null, previewUrl = null } = fileUrls(file, rendering);
  const { id, name, contentType, bytes, width, height } = file;
  return { id, name, contentType, bytes, url, thumbnailUrl: previewUrl, width, height };
}

/** A conversation with its visitor. That it waits for a bot, or sleeps, is the members' own affair: it is open. */
export function widgetConversation(conversation: VisitorConversation, view: View): WidgetConversation {
  const { id, status, lastMessage, unread, assigneeId, lastActivityAt } = conversation;
  const agent = assigneeId === null ? null : view.agents.get(actorKey({ type: "user", id: assigneeId }));
  return {
    id,
    status: status === "resolved" ? "resolved" : "open",
    lastMessage: lastMessage && widgetMessage(lastMessage, view),
    unread,
    updatedAt: lastActivityAt.toISOString(),
    member: agent ? widgetMember(agent, view.rendering) : null,
  };
}

/** What a visitor is known as: with their own claims, which nobody has verified. */
export function widgetContact(contact: ContactDto | null, isIdentified: boolean): WidgetContact {
  if (!contact) return { name: null, email: null, isIdentified };
  const { name = contact.name, email = null } = Object(contact.additionalAttributes["unverified"]);
  return {
    name: isVisitorName(String(name)) ? null : String(name),
    email: contact.email ?? (email === null ? null : String(email)),
    isIdentified,
  };
}
