import { type Services, servicesFor } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import { findPublicInbox } from "@/server/dialects/chatwoot/public/reach-customer";
import { findVisitorLink } from "@/server/queries/contacts/contact-links";
import { findTokenCallerById } from "@/server/queries/credentials/find-caller";
import { getAccountSettings } from "@/server/queries/members/account";
import { type PubsubSubject, readPubsubToken } from "./pubsub-token";

/** A member's software, with what its API token may see. */
type Member = { kind: "member"; accountId: number; userId: number; caller: Caller };
/** A customer's software. `linkId`: the customer's name in the inbox; `contactId`: who that is now. */
type Customer = {
  kind: "customer";
  accountId: number;
  inboxId: number;
  linkId: number;
  contactId: number;
};
export type Subscriber = Member | Customer;

/**
 * Who subscribes with a `pubsub_token`; null when it is not ours, or what it was made for has ended. Pages of other sites,
 * which have an `origin`, must be on the account's list once it has one.
 */
export async function findSubscriber(
  services: Pick<Services, "database" | "now">,
  token: string,
  origin: string | null,
): Promise<Subscriber | null> {
  const subject = readPubsubToken(token);
  if (!subject) return null;
  const found = await (subject.kind === "token"
    ? findMember(services, subject)
    : findCustomer(services, subject));
  return found && (origin === null || (await isAllowed(services, found, origin))) ? found : null;
}

async function isAllowed(
  services: Pick<Services, "database" | "now">,
  { accountId }: Subscriber,
  origin: string,
): Promise<boolean> {
  const { database } = servicesFor(services, { accountId });
  const { allowedOrigins: allowed } = await getAccountSettings(database, { accountId });
  return allowed.length === 0 || allowed.includes(origin);
}

async function findMember(
  services: Pick<Services, "database" | "now">,
  { accountId, tokenId }: Extract<PubsubSubject, { kind: "token" }>,
): Promise<Member | null> {
  const { database, now } = servicesFor(services, { accountId });
  const caller = await findTokenCallerById(database, { accountId, tokenId });
  if (!caller || caller.userId === null || (caller.expiresAt && caller.expiresAt <= now())) return null;
  return { kind: "member", accountId, userId: caller.userId, caller };
}

async function findCustomer(
  services: Pick<Services, "database">,
  { identifier, sourceId }: Extract<PubsubSubject, { kind: "customer" }>,
): Promise<Customer | null> {
  const found = await findPublicInbox(services.database, identifier);
  if (!found) return null;
  const { accountId, inbox } = found;
  const { database } = servicesFor(services, { accountId });
  const link = await findVisitorLink(database, accountId, { sourceId, inboxId: inbox.id });
  return (
    link && { kind: "customer", accountId, inboxId: inbox.id, linkId: link.id, contactId: link.contactId }
  );
}
