import { type Comment, parseSync } from "oxc-parser";

/** Metaphors of speech, hearing and handing over, in all forms of each word, with the field's terms for them. */
export const STEMS = {
  ask: { forms: /^ask(s|ed|er|ers|ing)?$/, terms: "request or query" },
  chore: { forms: /^chores?$/, terms: "scheduled job" },
  companion: { forms: /^companions?$/, terms: "event context" },
  deafen: { forms: /^deaf(en|ens|ened)?$/, terms: "unsubscribe" },
  doorbell: { forms: /^(door)?bells?$/, terms: "wake signal, process bus or notifications" },
  forget: { forms: /^forg(et|ets|etting|ot|otten)$/, terms: "delete or clear" },
  give: { forms: /^(gives?|given|giving|gave)$/, terms: "input, set or return" },
  hear: { forms: /^hear(s|d|er|ers|ing)?$/, terms: "receive, subscriber or listener" },
  held: { forms: /^held$/, terms: "undo window, legal hold, frozen or locked" },
  owe: { forms: /^ow(e|es|ed|ing)$/, terms: "due, or fan out" },
  say: { forms: /^(says?|said|saying)$/, terms: "post, report or describe" },
  taken: { forms: /^taken$/, terms: "accepted, claimed or used" },
  tell: { forms: /^(tell(s|er|ers|ing)?|told)$/, terms: "notify, publish, notifier or event" },
  wish: { forms: /^wish(es|ed|ing)?$/, terms: "request" },
} as const;
export type Stem = keyof typeof STEMS;
const stems = Object.keys(STEMS) as Stem[]; // by its keys

/** The words of a camelCase, PascalCase or UPPER_CASE name, in lower case. */
export const wordsOf = (name: string): string[] =>
  name.split(/_|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/).map((word) => word.toLowerCase());

/** The stem that a word in lower case is a form of. */
export const stemOf = (word: string): Stem | undefined => stems.find((stem) => STEMS[stem].forms.test(word));

const known = new Map<string, boolean>();

/** Whether a source has a form of a stem at all, in names, comments or texts. Others need not be parsed, which takes longer. */
export const hasStem = (source: string): boolean =>
  [...new Set(source.match(/[A-Za-z_]+/g))].some((name) => {
    const isForm = known.get(name) ?? wordsOf(name).some(stemOf);
    known.set(name, isForm);
    return isForm;
  });

/** Every identifier in a source, and the words of its comments in lower case. */
export function wordsIn(path: string, source: string): { names: Set<string>; commented: string[] } {
  const { program, comments, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const names = new Set<string>();
  addNames(program, names);
  return { names, commented: comments.flatMap(wordsOfComment) };
}

const wordsOfComment = ({ value }: Comment): string[] => value.toLowerCase().match(/[a-z]+/g) ?? [];

const IDENTIFIERS: ReadonlySet<unknown> = new Set(["Identifier", "JSXIdentifier", "PrivateIdentifier"]);

/** Adds the identifiers of a syntax tree: its nodes are objects with a `type`. */
function addNames(node: unknown, names: Set<string>): void {
  if (typeof node !== "object" || node === null) return;
  if ("type" in node && IDENTIFIERS.has(node.type) && "name" in node && typeof node.name === "string")
    names.add(node.name);
  for (const child of Object.values(node)) addNames(child, names);
}
