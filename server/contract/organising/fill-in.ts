/** The variables of canned replies and macros, written `{{name}}`, or `{{name|what to write without a value}}`. */
export const CANNED_VARIABLES = [
  "contact.name",
  "contact.first_name",
  "contact.email",
  "contact.phone",
  "agent.name",
  "agent.first_name",
  "agent.email",
  "conversation.id",
  "inbox.name",
  "account.name",
  "date",
] as const;

/** What precedes the key of a custom attribute: `{{contact.custom_attribute.plan}}`. */
const ATTRIBUTE_VARIABLES = {
  contact: "contact.custom_attribute.",
  conversation: "conversation.custom_attribute.",
} as const;

/** The custom attribute that a variable stands for; null: it stands for something else. */
export function attributeOf(
  variable: string,
): { model: keyof typeof ATTRIBUTE_VARIABLES; key: string } | null {
  for (const model of ["contact", "conversation"] as const) {
    const prefix = ATTRIBUTE_VARIABLES[model];
    if (variable.startsWith(prefix)) return { model, key: variable.slice(prefix.length) };
  }
  return null;
}

/** The variable of a custom attribute; null: its key cannot be written in one. */
export function attributeVariable(model: keyof typeof ATTRIBUTE_VARIABLES, key: string): string | null {
  const variable = `${ATTRIBUTE_VARIABLES[model]}${key}`;
  return variablesIn(`{{${variable}}}`)[0] === variable ? variable : null;
}

/** The value of each variable by its name; an absent one is unknown, an empty one has no value. */
export type CannedValues = Readonly<Record<string, string>>;

const WRITTEN = /\{\{\s*([^\s|{}]+)\s*(?:\|([^{}]*))?\}\}/g;
const NAMES = /^(?:contact|agent|conversation|inbox|account)\.|^date$/;

/**
 * A text with its variables filled in. One without a value gets its fallback; without one it stays as written, so that the
 * writer sees it.
 */
export const fillIn = (content: string, values: CannedValues): string =>
  content.replaceAll(WRITTEN, (written, name: string, fallback?: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : "";
    return value || (NAMES.test(name) ? fallback?.trim() : null) || written;
  });

/** The names of the variables of a text, each once. */
export const variablesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(WRITTEN)].flatMap(([, name = ""]) => (NAMES.test(name) ? name : []))),
];

/** The variables of a text that were not filled in, as written, each once. */
export const unfilledIn = (text: string): string[] => [
  ...new Set(
    [...text.matchAll(WRITTEN)].flatMap(([written, name = ""]) => (NAMES.test(name) ? written : [])),
  ),
];

/** The variables of a text that have neither a value nor a fallback, as written. A value may look like a variable. */
export const missingIn = (text: string, values: CannedValues): string[] =>
  [...text.matchAll(WRITTEN)].flatMap(([written, name = "", fallback = ""]) => {
    const hasValue = Object.hasOwn(values, name) && values[name] !== "";
    return NAMES.test(name) && !hasValue && fallback.trim() === "" ? written : [];
  });

/** A piece of a text: words, or the name of a variable. */
type Piece = { text: string; isVariable: boolean };

/** A text in its pieces, in order. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const { 0: written, 1: name = "", index } of text.matchAll(WRITTEN)) {
    if (!NAMES.test(name)) continue;
    pieces.push({ text: text.slice(from, index), isVariable: false }, { text: name, isVariable: true });
    from = index + written.length;
  }
  pieces.push({ text: text.slice(from), isVariable: false });
  return pieces.filter((piece) => piece.text !== "");
}

type Attributes = Readonly<Record<string, unknown>>;

type Facts = {
  contact: {
    name: string;
    email: string | null;
    phone: string | null;
    customAttributes: Attributes;
  };
  conversation: { displayId: number; customAttributes: Attributes };
  agent: { name: string; email: string };
  inbox: string;
  account: string;
  /** Today, as the reader writes it. */
  date: string;
};

/** The values of the variables in a conversation. */
export function cannedValues({ contact, conversation, agent, inbox, account, date }: Facts): CannedValues {
  return {
    ...attributeValues("contact", contact.customAttributes),
    ...attributeValues("conversation", conversation.customAttributes),
    "contact.name": contact.name.trim(),
    "contact.first_name": firstName(contact.name),
    "contact.email": contact.email ?? "",
    "contact.phone": contact.phone ?? "",
    "agent.name": agent.name,
    "agent.first_name": firstName(agent.name),
    "agent.email": agent.email,
    "conversation.id": String(conversation.displayId),
    "inbox.name": inbox,
    "account.name": account,
    date,
  } satisfies CannedValues & Record<(typeof CANNED_VARIABLES)[number], string>;
}

/** The values of custom attributes by their variables: texts and numbers. */
const attributeValues = (of: keyof typeof ATTRIBUTE_VARIABLES, attributes: Attributes): CannedValues =>
  Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [
      `${ATTRIBUTE_VARIABLES[of]}${key}`,
      typeof value === "string" || typeof value === "number" ? String(value) : "",
    ]),
  );

/** The first word of a name. */
export const firstName = (name: string): string => name.trim().split(/\s+/)[0] ?? "";
