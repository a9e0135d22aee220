import type { Services } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import type { Actor, ContactDto } from "@/server/contract/_shared/dto";
import { actorKey } from "@/server/contract/conversation/actor-view";
import { invalid } from "@/server/dialects/freescout/errors";
import { avatarUrl, type Rendering } from "@/server/files/file-url";
import { type AgentsByActor, findAgents } from "@/server/queries/members/members";
import { namesOf, type PersonOf, personBy, secondOf } from "./words";

/** The attributes of the email addresses and phones for which a contact has no field. */
export const OTHER_EMAILS = "otherEmails";
export const OTHER_PHONES = "otherPhones";

type Attributed = { additionalAttributes: Readonly<Record<string, unknown>> };

export const otherEmailsOf = (contact: Attributed): string[] => textsIn(contact, OTHER_EMAILS);
export const otherPhonesOf = (contact: Attributed): string[] => textsIn(contact, OTHER_PHONES);

function textsIn({ additionalAttributes }: Attributed, name: string): string[] {
  const value = additionalAttributes[name];
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

const workAddresses = (first: string | null, others: readonly string[]) =>
  (first === null ? others : [first, ...others]).map((value, index) => ({
    id: index + 1,
    value,
    type: "work",
  }));

/** A contact as FreeScout's customer object. */
export function customerBody(contact: ContactDto) {
  const { id, name, email, phone, createdAt, updatedAt, customAttributes } = contact;
  return {
    id,
    ...namesOf(name),
    company: textOf(customAttributes["company"]),
    jobTitle: textOf(customAttributes["jobTitle"]),
    photoType: "unknown",
    photoUrl: "",
    createdAt: secondOf(createdAt),
    updatedAt: secondOf(updatedAt),
    notes: "",
    customerFields: fieldsOf(customAttributes),
    _embedded: {
      emails: workAddresses(email, otherEmailsOf(contact)),
      phones: workAddresses(phone, otherPhonesOf(contact)),
      social_profiles: [],
      websites: [],
      address: { city: "", state: "", zip: "", country: "", address: "" },
    },
  };
}

/** Attributes as custom fields: FreeScout's have numbers too, so these count from 1 in the order of names. */
export const fieldsOf = (attributes: ContactDto["customAttributes"]) =>
  Object.keys(attributes)
    .sort()
    .map((name, index) => ({
      id: index + 1,
      name,
      value: attributes[name] ?? null,
      text: textOf(attributes[name]),
    }));

const textOf = (value: unknown): string =>
  value === undefined || value === null ? "" : typeof value === "string" ? value : JSON.stringify(value);

/** The members behind actors, also behind their keys. */
export const readPeople = (
  database: Services["database"],
  caller: Caller,
  actors: readonly Pick<Actor, "type" | "id">[],
): Promise<AgentsByActor> => findAgents(database, caller.accountId, actors);

/** The actions of a key are shown as its user's: FreeScout has people only. */
export const personAmong = (agents: AgentsByActor, rendering: Rendering): PersonOf =>
  personBy(
    (actor) => agents.get(actorKey(actor)) ?? null,
    (agent) => avatarUrl(agent, rendering),
  );

type Named = { id: number | undefined; path: string };

/** Refuses users who are not in the account. The actor is the key anyway. */
export async function requireUsers(
  database: Services["database"],
  caller: Caller,
  named: readonly Named[],
): Promise<void> {
  const ids = named.flatMap(({ id }) => (id === undefined ? [] : [{ type: "user" as const, id }]));
  const known = await readPeople(database, caller, ids);
  const unknown = named.find(({ id }) => id !== undefined && !known.has(actorKey({ type: "user", id })));
  if (unknown) throw invalid({ path: unknown.path, message: "there is no such user" });
}
