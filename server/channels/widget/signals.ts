import { requireMails } from "@/server/commands/_run/services";
import { sendCustomerTranscript } from "@/server/commands/conversations/send-customer-transcript";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { chooseLocale } from "@/server/contract/_shared/choose-locale";
import {
  widgetReceiptsInput,
  widgetTranscriptInput,
  widgetTypingInput,
} from "@/server/contract/channel/widget";
import { CUSTOMER } from "@/server/contract/live/frame";
import { announceTyping, mayAnnounceTyping } from "@/server/live/hub/account-signal";
import { listUnreadUpTo } from "@/server/queries/messages/customer-messages";
import { networkIn, requireVisitor, type Visitor, type WidgetContext } from "./context";
import { requireConversation } from "./conversations";
import { countRequest } from "./limits";
import { readJson } from "./read-json";

/** Messages that one report reaches. A page that shows more than it has reported reports again. */
const REPORTED_MAX = 200;

/** `POST receipts`: messages of members have come to the page, or were seen on it. Ticks follow. */
export async function answerReceipts(c: WidgetContext): Promise<Response> {
  const visitor = await requireVisitor(c);
  const { conversationId, delivered, read } = await readJson(c.req.raw, widgetReceiptsInput);
  await requireConversation(c, visitor, conversationId);
  if (read !== undefined) await report(c, visitor, { conversationId, messageId: read, signal: "read" });
  if (delivered !== undefined)
    await report(c, visitor, { conversationId, messageId: delivered, signal: "delivered" });
  return c.body(null, 204);
}

type Report = { conversationId: number; messageId: number; signal: "delivered" | "read" };

async function report(c: WidgetContext, { caller }: Visitor, { signal, ...at }: Report): Promise<void> {
  const { accountId, services } = c.var.widget;
  const { database, now, run } = services;
  const ids = await listUnreadUpTo(database, accountId, { ...at, signal, now: now(), limit: REPORTED_MAX });
  const receipts = ids.map((messageId) => ({ messageId, signal }));
  if (receipts.length > 0) await run(recordReceipts, caller, { receipts });
}

/** `POST typing`: shown to the members who see the conversation. It is not stored. */
export async function answerTyping(c: WidgetContext): Promise<Response> {
  const visitor = await requireVisitor(c);
  const { conversationId, isTyping } = await readJson(c.req.raw, widgetTypingInput);
  const conversation = await requireConversation(c, visitor, conversationId);
  if (await mayAnnounceTyping(`customer ${conversation.id}`))
    announceTyping(c.var.widget.accountId, { conversation, userId: CUSTOMER }, isTyping);
  return c.body(null, 204);
}

/** `POST transcript`: mails the conversation to an address. */
export async function answerTranscript(c: WidgetContext): Promise<Response> {
  const visitor = await requireVisitor(c);
  countRequest("transcript", networkIn(c));
  const { conversationId, email } = await readJson(c.req.raw, widgetTranscriptInput);
  const { services } = c.var.widget;
  requireMails(services);
  await requireConversation(c, visitor, conversationId);
  const locale = chooseLocale(undefined, c.req.header("accept-language"));
  await services.run(sendCustomerTranscript, visitor.caller, { conversationId, email, locale });
  return c.body(null, 202);
}
