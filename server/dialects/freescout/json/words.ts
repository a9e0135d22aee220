import type { Actor, ContactDto, ConversationDto } from "@/server/contract/_shared/dto";
import type { AgentOf, AgentView } from "@/server/contract/conversation/actor-view";

/** Tickline's terms in FreeScout's. Source: its API's documents, November 2026. */

/** Tickline's label for FreeScout's status. */
export const SPAM = "spam";

export const WIRE_TYPES = ["email", "phone", "chat"] as const;

/** The attribute in which a conversation keeps its type, unless that is chat. */
export const TYPE = "freescoutType";

export const typeWord = ({
  additionalAttributes,
}: Pick<ConversationDto, "additionalAttributes">): (typeof WIRE_TYPES)[number] =>
  WIRE_TYPES.find((word) => word === additionalAttributes[TYPE]) ?? "chat";

export type StatusWord = "active" | "pending" | "closed" | "spam";

/** A status without its labels. Waiting for the customer is pending in FreeScout; waiting for a bot or for triage is active. */
export const wordOf = (status: ConversationDto["status"]): StatusWord =>
  status === "resolved" ? "closed" : status === "snoozed" ? "pending" : "active";

/** Resolved with the label is spam. */
export const statusWord = ({ status, labels }: Pick<ConversationDto, "status" | "labels">): StatusWord =>
  status === "resolved" && labels.includes(SPAM) ? "spam" : wordOf(status);

/** Trashed and purged are one state in FreeScout; the event's name distinguishes them. */
export const stateWord = ({ lifecycle }: Pick<ConversationDto, "lifecycle">): "published" | "deleted" =>
  lifecycle === "live" ? "published" : "deleted";

/** ISO 8601 to the second, as in FreeScout. */
export const secondOf = (instant: string): string => `${instant.slice(0, 19)}Z`;

/** FreeScout has two names; all but the first word are the second. */
export function namesOf(name: string): { firstName: string; lastName: string } {
  const [firstName = "", ...others] = name.trim().split(/\s+/);
  return { firstName, lastName: others.join(" ") };
}

export type Person = {
  id: number;
  type: "user" | "customer";
  firstName: string;
  lastName: string;
  photoUrl: string;
  email: string;
};

/** The person behind an actor; null without one. */
export type PersonOf = (actor: Actor) => Person | null;

export const customerPerson = ({ id, name, email }: ContactDto): Person => ({
  id,
  type: "customer",
  ...namesOf(name),
  photoUrl: "",
  email: email ?? "",
});

/** A member of the account, with the address of their picture or "". */
const userPerson = ({ id, name, email }: AgentView, photoUrl: string): Person => ({
  id,
  type: "user",
  ...namesOf(name),
  photoUrl,
  email,
});

/**
 * The actions of a key are shown as its user's: FreeScout has people only. Without a known member, the actor's own fields.
 * Without `photoUrlOf`, members have no picture.
 */
export const personBy =
  (agentOf: AgentOf, photoUrlOf: (agent: AgentView) => string = () => ""): PersonOf =>
  (actor) => {
    const agent = agentOf(actor);
    return agent ? userPerson(agent, photoUrlOf(agent)) : actorPerson(actor);
  };

/** An event has its actor's name but not the address; a machine is not a person. */
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

/** Bodies are HTML in FreeScout, plain text in Tickline. */
export const htmlOf = (text: string): string =>
  text.replace(/\r\n?/g, "\n").replace(/[&<>"\n]/g, (character) => ESCAPED[character] ?? character);
