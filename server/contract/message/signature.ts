// Without zod: the browser loads it.
import { fillIn, firstName, unfilledIn, variablesIn } from "@/server/contract/organising/fill-in";

export { SIGNATURE_CHARS_MAX, withSignature } from "@/server/domain/message/signature";

/** The variables that a signature may have, of those of canned replies. */
export const SIGNATURE_VARIABLES = [
  "agent.name",
  "agent.first_name",
  "contact.name",
  "contact.first_name",
  "inbox.name",
] as const;

type Names = { agent: string; contact: string; inbox: string };

/** A signature with its variables filled in; one without a value and without a fallback is left out. */
export const fillSignature = (text: string, { agent, contact, inbox }: Names): string => {
  const filled = fillIn(text, {
    "agent.name": agent,
    "agent.first_name": firstName(agent),
    "contact.name": contact.trim(),
    "contact.first_name": firstName(contact),
    "inbox.name": inbox,
  } satisfies Record<(typeof SIGNATURE_VARIABLES)[number], string>);
  return unfilledIn(filled)
    .reduce((left, variable) => left.replaceAll(variable, ""), filled)
    .trim();
};

/** The names of variables in a signature that it cannot have. */
export const unknownVariablesIn = (text: string): string[] => {
  const known = new Set<string>(SIGNATURE_VARIABLES);
  return variablesIn(text).filter((name) => !known.has(name));
};
