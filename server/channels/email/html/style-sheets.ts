import { Parser } from "htmlparser2";
import { type AtRule, type Container, parse, type Rule } from "postcss";
import { safeDeclaration } from "./declarations";

const CSS_CHARS_MAX = 200_000;
const RULES_MAX = 3_000;

/** A class in the form in which older newsletters name it: some mail programs cut the other form out. */
const CLASS = /\[class[~*]?=(["']?)[\w-]{1,100}\1\]/g;
/** A list of tags and classes with their states. Neither strings, escapes, comments nor markup can be written with these signs. */
const SELECTOR = /^[\w\s.,>+~*:-]{1,1000}$/;
const STATES = /:(?!(?:link|visited|hover|active|first-child|last-child)\b)/;
/** The width of the frame decides, and nothing that the reader has chosen. */
const MEDIA = /^[\w\s:(),.-]{1,300}$/;
const MEDIA_OF_THEME = /prefers-/;

/**
 * The style sheets within a mail, without what loads or places something: newsletters hide, stack and widen their columns by them. ""
 * if there is none. What cannot be read is left out.
 */
export function safeStyleSheets(html: string): string {
  const sheets = /<style/i.test(html) ? styleTexts(html) : []; // most mails have none
  const kept: string[] = [];
  let rules = 0;
  const write = (container: Container): string[] =>
    container.nodes?.flatMap((node) => {
      if (node.type === "rule" && ++rules <= RULES_MAX) return ruleOf(node);
      return node.type === "atrule" && isMedia(node) ? mediaOf(node, write(node)) : [];
    }) ?? [];
  for (const sheet of sheets) {
    try {
      kept.push(...write(parse(sheet)));
    } catch {
      // No style sheet by its syntax: browsers would guess, and the mail is legible without it.
    }
  }
  return kept.join("\n");
}

const MEDIA_OF_SCREENS: ReadonlySet<string> = new Set(["", "all", "screen"]);

/** The contents of `style` elements for screens. */
function styleTexts(html: string): string[] {
  const texts: string[] = [];
  let open: string[] | null = null;
  let chars = 0;
  const parser = new Parser({
    onopentag(name, { media = "" }) {
      if (name === "style" && MEDIA_OF_SCREENS.has(media.trim().toLowerCase())) open = [];
    },
    ontext(text) {
      chars += open ? text.length : 0;
      if (chars <= CSS_CHARS_MAX) open?.push(text);
    },
    onclosetag(name) {
      if (name !== "style" || !open) return;
      texts.push(open.join("").replace("<!--", "").replace("-->", ""));
      open = null;
    },
  });
  parser.end(html);
  return texts;
}

function ruleOf({ selector, nodes }: Rule): string[] {
  const plain = selector.replace(CLASS, ".class");
  if (!SELECTOR.test(plain) || STATES.test(plain)) return [];
  const declarations = nodes.flatMap((node) => {
    if (node.type !== "decl") return [];
    const safe = safeDeclaration(node.prop, node.value);
    return safe === null ? [] : [`${safe}${node.important ? " !important" : ""}`];
  });
  return declarations.length === 0 ? [] : [`${selector.replace(/\s+/g, " ")}{${declarations.join(";")}}`];
}

const isMedia = ({ name, params }: AtRule): boolean =>
  name.toLowerCase() === "media" && MEDIA.test(params) && !MEDIA_OF_THEME.test(params.toLowerCase());

const mediaOf = ({ params }: AtRule, rules: readonly string[]): string[] =>
  rules.length === 0 ? [] : [`@media ${params}{${rules.join("")}}`];
