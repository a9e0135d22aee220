import { RE2JS } from "re2js";

/** A regular expression between slashes, with its flags: how Chatwoot's screens write one. */
const BETWEEN_SLASHES = /^\/(.*)\/([a-z]*)$/s;

/**
 * Returns whether a text has a match of a pattern anywhere; null for a pattern that RE2 cannot run, such as one with a backward
 * reference. RE2 takes time in proportion to the text, whatever the pattern.
 */
export function compileAttributePattern(pattern: string): ((text: string) => boolean) | null {
  const [, body = pattern, flags = ""] = BETWEEN_SLASHES.exec(pattern) ?? [];
  try {
    const compiled = RE2JS.compile(body, flags.includes("i") ? RE2JS.CASE_INSENSITIVE : 0);
    return (text) => compiled.matcher(text).find();
  } catch {
    return null;
  }
}
