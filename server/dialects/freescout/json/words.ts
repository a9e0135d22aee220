import type { Actor, ContactDto, ConversationDto } from "@/server/contract/_shared/dto";
import type { AgentOf } from "@/server/contract/conversation/actor-view";
import type { MemberDto } from "@/server/contract/member/member";

/** Our words as FreeScout says them. Source: its API's documents, November 2026. */

/** Our label for what is a status there. */
export const SPAM = "spam";

/** Waiting for the customer is pending there; waiting for a bot or for triage is active. */
export function statusWord({
  status,
  labels,
}: Pick<ConversationDto, "status" | "labels">): "active" | "pending" | "closed" | "spam" {
  if (status === "resolved") return labels.includes(SPAM) ? "spam" : "closed";
  return status === "snoozed" ? "pending" : "active";
}

/** In trash or gone is one state there; the event's name tells them apart. */
export const stateWord = ({ lifecycle }: Pick<ConversationDto, "lifecycle">): "published" | "deleted" =>
  lifecycle === "live" ? "published" : "deleted";

/** ISO 8601 to the second, as FreeScout writes it. */
export const secondOf = (instant: string): string => `${instant.slice(0, 19)}Z`;

/** FreeScout keeps two names; all but the first word is the second. */
export function namesOf(name: string): { firstName: string; lastName: string } {
  const [firstName = "", ...rest] = name.trim().split(/\s+/);
  return { firstName, lastName: rest.join(" ") };
}

export type Person = {
  id: number;
  type: "user" | "customer";
  firstName: string;
  lastName: string;
  photoUrl: string;
  email: string;
};

/** Who is behind an actor; null where it is nobody there. */
export type PersonOf = (actor: Actor) => Person | null;

export const customerPerson = ({ id, name, email }: ContactDto): Person => ({
  id,
  type: "customer",
  ...namesOf(name),
  photoUrl: "",
  email: email ?? "",
});

/** A member of the account. */
export const userPerson = ({ id, name, email }: Pick<MemberDto, "id" | "name" | "email">): Person => ({
  id,
  type: "user",
  ...namesOf(name),
  photoUrl: "",
  email,
});

/** A key's doings are its user's: FreeScout knows people only. Of whom nobody knows more, what is said of the actor. */
export const personBy =
  (agentOf: AgentOf): PersonOf =>
  (actor) => {
    const agent = agentOf(actor);
    return agent ? userPerson(agent) : actorPerson(actor);
  };

/** An event names its actor and not their address; a machine is nobody there. */
export function actorPerson({ type, id, name }: Actor): Person | null {
  if (id === null || (type !== "user" && type !== "contact")) return null;
  const kind = type === "user" ? "user" : "customer";
  return { id, type: kind, ...namesOf(name ?? ""), photoUrl: "", email: "" };
}

const ESCAPED: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\n": "<br>",
};

/** Bodies are HTML there, plain text here. */
export const htmlOf = (text: string): string =>
  text.replace(/\r\n?/g, "\n").replace(/[&<>"\n]/g, (character) => ESCAPED[character] ?? character);
