import type { z } from "zod";
import { updateVisitor } from "@/server/commands/contacts/visitors";
import { type IdentifyVisitor, identifyVisitor } from "@/server/commands/contacts/widget-visitors";
import { isRefusal, Refusal } from "@/server/contract/_shared/refusal";
import { type WidgetSession, widgetContactInput, widgetSessionInput } from "@/server/contract/channel/widget";
import { formatCursor } from "@/server/contract/event/cursor";
import { newSecret } from "@/server/lib/crypto/stored-secret";
import { findContactBy } from "@/server/queries/contacts/find-contacts";
import { countUnread } from "@/server/queries/messages/customer-messages";
import { readHead } from "@/server/store/events/log/event-log";
import { readChannelSecrets, readIdentitySecret } from "@/server/store/inboxes/secrets";
import { readAppearance, widgetConfig } from "./config";
import {
  findVisitorOf,
  networkIn,
  provideContact,
  renderingOf,
  requireVisitor,
  type Visitor,
  type Widget,
  type WidgetContext,
} from "./context";
import { isSigned } from "./identity";
import { countRequest } from "./limits";
import { readJson } from "./read-json";
import { widgetContact } from "./render";
import { newVisitorName } from "./visitor-name";
import { readVisitorToken, visitorToken } from "./visitor-token";

type SessionInput = z.output<typeof widgetSessionInput>;
type Identity = NonNullable<SessionInput["identify"]>;

/** `POST session`: the page was opened. A visitor who neither wrote nor was identified is no contact yet. */
export async function answerSession(c: WidgetContext): Promise<Response> {
  countRequest("session", networkIn(c));
  const { widget } = c.var;
  const { accountId, inbox, services } = widget;
  const { database, now } = services;
  const input = await readJson(c.req.raw, widgetSessionInput);
  const head = await readHead(database, accountId); // before what is read below: nothing is between them
  if (!head) throw new Error(`account ${accountId} has no log`);
  const visitor = await visitorOf(widget, input);
  const { sourceId, link, contact } = visitor;
  return c.json({
    visitor: visitorToken(inbox.identifier, sourceId),
    contact: widgetContact(contact, link?.isIdentified ?? false),
    config: widgetConfig(await readAppearance(widget), { locale: input.locale, rendering: renderingOf(c) }),
    cursor: formatCursor({ epoch: head.epoch, seq: head.lastSeq }),
    unread: link ? await countUnread(database, accountId, { visitor: link, now: now() }) : 0,
  } satisfies WidgetSession);
}

async function visitorOf(
  widget: Widget,
  { visitor: token, identify, attributes }: SessionInput,
): Promise<Visitor> {
  const known = token ? readVisitorToken(widget.inbox.identifier, token) : null;
  const current = await findVisitorOf(widget, known ?? newSecret());
  const visitor = identify ? await identified(widget, current, identify) : current;
  const { name, email } = identify ?? {};
  const claims = {
    ...(name !== undefined && { name }),
    ...(email !== undefined && { email }),
    ...(attributes && Object.keys(attributes).length > 0 && { customAttributes: attributes }),
  };
  return Object.keys(claims).length === 0 ? visitor : update(widget, visitor, claims);
}

/** The visitor as the customer whom the site has signed. Refuses `channel.identity_invalid`. */
async function identified(widget: Widget, visitor: Visitor, identity: Identity): Promise<Visitor> {
  const { accountId, inbox, services } = widget;
  const { identitySecret } = await readChannelSecrets(services.database, accountId, inbox.id);
  const secrets = [
    typeof identitySecret === "string" ? identitySecret : null,
    await readIdentitySecret(services.database, accountId, inbox.id),
  ];
  if (!isSigned(identity, secrets)) throw new Refusal("channel.identity_invalid", { field: "identify.hash" });
  if (visitor.link?.isIdentified && (await isKnownAs(widget, visitor, identity.id))) return visitor;
  const sourceId = newSecret();
  await identifyOnce(widget, visitor, {
    inboxId: inbox.id,
    contactId: visitor.contact?.id ?? null,
    identity: identity.id,
    sourceId,
    name: identity.name ?? visitor.contact?.name ?? newVisitorName(),
  });
  return findVisitorOf(widget, sourceId);
}

/** Whether an identifier leads to the visitor's contact: it is its own, or one of a contact that was merged into it. */
async function isKnownAs(
  { services }: Widget,
  { contact, caller }: Visitor,
  identifier: string,
): Promise<boolean> {
  if (contact === null || contact.identifier === identifier) return contact !== null;
  return (await findContactBy(services.database, caller, { identifier }))?.id === contact.id;
}

/** Two windows may identify the same new customer at once: then the second one finds the contact that the first created. */
async function identifyOnce(
  { services }: Widget,
  { caller }: Visitor,
  input: IdentifyVisitor,
): Promise<void> {
  try {
    await services.run(identifyVisitor, caller, input);
  } catch (error) {
    if (!isRefusal(error) || error.refusal !== "contact.taken") throw error;
    await services.run(identifyVisitor, caller, input);
  }
}

type VisitorClaims = Omit<Parameters<typeof updateVisitor>[1], "contactId">;

async function update(widget: Widget, visitor: Visitor, claims: VisitorClaims): Promise<Visitor> {
  const { contact, caller, sourceId } = await provideContact(widget, visitor);
  await widget.services.run(updateVisitor, caller, { contactId: contact.id, ...claims });
  return findVisitorOf(widget, sourceId);
}

/** `PATCH contact`: what the visitor claims about themselves. */
export async function answerContact(c: WidgetContext): Promise<Response> {
  const { widget } = c.var;
  const visitor = await requireVisitor(c);
  const { name, email, attributes } = await readJson(c.req.raw, widgetContactInput);
  const { link, contact } = await update(widget, visitor, {
    ...(name !== undefined && { name }),
    ...(email !== undefined && { email }),
    ...(attributes && { customAttributes: attributes }),
  });
  return c.json(widgetContact(contact, link?.isIdentified ?? false));
}
