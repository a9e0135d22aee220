import { z } from "zod";
import { MESSAGE_NUMBER_MAX } from "@/server/contract/_shared/limits";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { WidgetConversations, WidgetMessages } from "@/server/contract/channel/widget";
import {
  listVisitorConversations,
  type VisitorConversation,
} from "@/server/queries/conversations/visitor-conversations";
import { listCustomerMessages } from "@/server/queries/messages/customer-messages";
import { isKnown, renderingOf, requireVisitor, type Visitor, type WidgetContext } from "./context";
import { viewOf, widgetConversation, widgetMessage } from "./render";

const PAGE = 50;

/** `GET conversations`: the visitor's own, the newest first. */
export async function answerConversations(c: WidgetContext): Promise<Response> {
  const visitor = await requireVisitor(c);
  const { accountId, services } = c.var.widget;
  const { database, now } = services;
  const conversations = visitor.link
    ? await listVisitorConversations(database, accountId, { visitor: visitor.link, now: now() })
    : [];
  const view = await viewOf(database, { accountId, rendering: renderingOf(c) }, { conversations });
  return c.json({
    data: conversations.map((one) => widgetConversation(one, view)),
  } satisfies WidgetConversations);
}

const before = z.coerce.number().int().min(1).max(MESSAGE_NUMBER_MAX);

/** `GET conversations/{id}/messages`: 50 of them before a position, oldest first. */
export async function answerMessages(c: WidgetContext): Promise<Response> {
  const visitor = await requireVisitor(c);
  const { accountId, services } = c.var.widget;
  const { database, now } = services;
  const { id: conversationId } = await requireConversation(c, visitor, Number(c.req.param("id")));
  const at = { conversationId, before: positionIn(c), limit: PAGE + 1, now: now() };
  const found = await listCustomerMessages(database, accountId, at);
  const messages = found.slice(-PAGE);
  const view = await viewOf(database, { accountId, rendering: renderingOf(c) }, { messages });
  const first = found.length > PAGE ? messages[0] : undefined;
  return c.json({
    data: messages.map((message) => widgetMessage(message, view)),
    before: first ? String(first.number) : null,
  } satisfies WidgetMessages);
}

function positionIn(c: WidgetContext): number | null {
  const text = c.req.query("before");
  if (text === undefined) return null;
  const read = before.safeParse(text);
  if (!read.success)
    throw new Refusal("input.invalid", { field: "before", detail: "is no position of this list" });
  return read.data;
}

/** A conversation of the visitor. Refuses any other as `conversation.not_found`. */
export async function requireConversation(
  c: WidgetContext,
  visitor: Visitor,
  id: number,
): Promise<VisitorConversation> {
  const { accountId, services } = c.var.widget;
  const { database, now } = services;
  const [found] =
    isKnown(visitor) && Number.isSafeInteger(id)
      ? await listVisitorConversations(database, accountId, { visitor: visitor.link, now: now(), id })
      : [];
  if (!found) throw new Refusal("conversation.not_found", { field: "conversationId" });
  return found;
}
