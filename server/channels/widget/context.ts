import type { Context } from "hono";
import { z } from "zod";
import { findInboxOf } from "@/server/channels/find-inbox";
import type { ChannelEnv } from "@/server/channels/manifest";
import { type Services, servicesFor } from "@/server/commands/_run/services";
import { updateVisitor } from "@/server/commands/contacts/visitors";
import { identifyVisitor, provideVisitor } from "@/server/commands/contacts/widget-visitors";
import { sendCustomerTranscript } from "@/server/commands/conversations/send-customer-transcript";
import { receiveFromVisitor } from "@/server/commands/messages/receive-from-visitor";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { type Caller, customerCaller } from "@/server/contract/_shared/caller";
import type { ContactDto, InboxDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { Rendering } from "@/server/files/file-url";
import { baseUrlOf, networkOf } from "@/server/lib/web/base-url";
import { findContact } from "@/server/store/contacts/contacts";
import { findVisitor, type VisitorLink } from "@/server/store/contacts/visitors";
import { countRequest, type WidgetLimit } from "./limits";
import { type WidgetSettings, widgetSettings } from "./settings";
import { newVisitorName } from "./visitor-name";
import { readVisitorToken } from "./visitor-token";

export type WidgetEnv = ChannelEnv & { Variables: { widget: Widget } };
export type WidgetContext = Context<WidgetEnv>;

/** The inbox in a request's path, as its website reaches it. `services` show its account only. */
export type Widget = { accountId: number; inbox: InboxDto; settings: WidgetSettings; services: Services };

/** A visitor of the widget. `link` and `contact` are null until they have written or been identified. */
export type Visitor = {
  sourceId: string;
  link: VisitorLink | null;
  contact: ContactDto | null;
  caller: Caller;
};
/** One with a contact. */
export type KnownVisitor = Visitor & { link: VisitorLink; contact: ContactDto };

/** Of a conversation's status a visitor decides nothing; the inbox's policy does. */
const VISITOR_COMMANDS = [
  identifyVisitor,
  provideVisitor,
  receiveFromVisitor,
  recordReceipts,
  sendCustomerTranscript,
  updateVisitor,
];

/** The widget inbox with the identifier in the path. Refuses `resource.not_found`. */
export async function reachWidget(c: WidgetContext): Promise<Widget> {
  const { services } = c.var;
  const found = await findInboxOf(services.database, "widget", c.req.param("identifier") ?? "");
  if (!found) throw new Refusal("resource.not_found");
  const { accountId, inbox } = found;
  return { accountId, inbox, settings: settingsOf(inbox), services: servicesFor(services, { accountId }) };
}

/** Settings that an earlier release accepted and this one does not are as if nothing was set: no other site is allowed. */
export function settingsOf({ settings }: Pick<InboxDto, "settings">): WidgetSettings {
  const read = widgetSettings.safeParse(withoutWildcards(settings));
  return read.success ? read.data : widgetSettings.parse({});
}

const withOrigins = z.looseObject({ allowedOrigins: z.array(z.string()) });

/** Earlier releases accepted origins with `*`, which are those of no site. */
function withoutWildcards(settings: unknown): unknown {
  const { success, data } = withOrigins.safeParse(settings);
  if (!success) return settings;
  return { ...data, allowedOrigins: data.allowedOrigins.filter((origin) => !origin.includes("*")) };
}

export const callerOf = (
  { accountId, inbox }: Pick<Widget, "accountId" | "inbox">,
  contact: Pick<ContactDto, "id" | "name"> | null,
): Caller =>
  customerCaller({
    accountId,
    inboxId: inbox.id,
    actor: { type: "contact", id: contact?.id ?? null, name: contact?.name ?? null },
    mayRun: VISITOR_COMMANDS,
  });

/** The visitor with this name in the inbox. */
export async function findVisitorOf(widget: Widget, sourceId: string): Promise<Visitor> {
  const { accountId, inbox, services } = widget;
  const link = await findVisitor(services.database, accountId, { inboxId: inbox.id, sourceId });
  const contact = link && (await findContact(services.database, accountId, link.contactId));
  return { sourceId, link: contact && link, contact, caller: callerOf(widget, contact) };
}

/** The visitor whose token a request has, and counts the request. Refuses `auth.required` and `auth.invalid_token`. */
export async function requireVisitor(c: WidgetContext, limit: WidgetLimit = "other"): Promise<Visitor> {
  const { widget } = c.var;
  const token = /^Bearer +(\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
  if (!token) throw new Refusal("auth.required");
  const sourceId = readVisitorToken(widget.inbox.identifier, token);
  if (sourceId === null) throw new Refusal("auth.invalid_token");
  countRequest(limit, sourceId);
  return findVisitorOf(widget, sourceId);
}

/** The same with a contact, which is created now if there is none: the visitor is about to write. */
export async function provideContact(widget: Widget, visitor: Visitor): Promise<KnownVisitor> {
  const known = isKnown(visitor) ? visitor : await createContact(widget, visitor);
  if (!isKnown(known)) throw new Error("a visitor who was provided has a contact");
  return known;
}

async function createContact(widget: Widget, { sourceId, caller }: Visitor): Promise<Visitor> {
  const { services, inbox } = widget;
  await services.run(provideVisitor, caller, { inboxId: inbox.id, sourceId, name: newVisitorName() });
  return findVisitorOf(widget, sourceId);
}

export const isKnown = (visitor: Visitor): visitor is KnownVisitor =>
  visitor.link !== null && visitor.contact !== null;

export const renderingOf = (c: WidgetContext): Rendering => ({
  now: c.var.services.now(),
  baseUrl: baseUrlOf(c.req.raw.headers),
});

/** The client's network, under which requests without a visitor are counted. */
export const networkIn = (c: WidgetContext): string =>
  networkOf(c.req.header("x-forwarded-for") ?? "unknown");
