/** What Tickline tells the customers of a conversation by itself, with the parameters of each. */
export const NOTICES = {
  "group.created": ["creator", "group", "members"],
  "member.joined": ["actor", "members"],
  "member.left": ["members"],
  "member.removed": ["actor", "members"],
  "conversation.assigned": ["assignee"],
  "conversation.resolved": ["actor"],
  "conversation.reopened": ["actor"],
} as const satisfies Record<string, readonly string[]>;
export type Notice = keyof typeof NOTICES;

/**
 * What an inbox may have told to the customers of a conversation; `created`: that a group was created
 * by the clients of its channel.
 */
export const POSTED_NOTICES = ["created", "assigned", "resolved", "reopened"] as const;
export type PostedNotice = (typeof POSTED_NOTICES)[number];
/** Those that are changes of a conversation. */
export type PostedChange = Exclude<PostedNotice, "created">;

/** These notices, each once and in one order. */
export const inOrder = (notices: readonly PostedNotice[]): PostedNotice[] =>
  POSTED_NOTICES.filter((notice) => notices.includes(notice));

/**
 * The name of who did something, as customers may read it: a person's or a bot's. Null: a program or Tickline itself did it, whose
 * name is the team's own business.
 */
export const nameForCustomers = ({ type, name }: { type: string; name: string | null }): string | null =>
  type === "token" || type === "system" ? null : name;

/** Replaces `{name}` by the parameter of that name. One without a parameter stays as it is. */
export const fillTemplate = (
  template: string,
  parameters: Readonly<Record<string, string | number>>,
): string =>
  template.replace(PLACEHOLDER, (placeholder, name: string) =>
    Object.hasOwn(parameters, name) ? String(parameters[name]) : placeholder,
  );

const PLACEHOLDER = /\{([\w.-]{1,60})\}/g;

/** The characters of a template with its parameters, without writing it: it may be a thousand times as long. */
export function filledChars(template: string, parameters: Readonly<Record<string, string | number>>): number {
  const charsOf = new Map(
    Object.entries(parameters).map(([name, value]) => [name, [...String(value)].length] as const),
  );
  let chars = [...template].length;
  for (const [placeholder, name = ""] of template.matchAll(PLACEHOLDER))
    chars += (charsOf.get(name) ?? placeholder.length) - placeholder.length;
  return chars;
}
