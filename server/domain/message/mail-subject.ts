/** Words before a subject's colon that mark a reply or a forwarded mail, in lower case. */
const PREFIXES = new Set(
  "re aw sv vs antw odp rif res rv ynt fw fwd wg tr enc doorst i rép 答复 回复 回覆 答覆 转发 轉寄 轉發 返信 転送 회신 전달".split(
    " ",
  ),
);

/** Longer text before a colon is no prefix. */
const PREFIX_CHARS_MAX = 12;

/** A subject without prefixes of replies and forwarded mails, in lower case with single spaces. Linear in its length. */
export function normalisedSubject(subject: string): string {
  let rest = subject.normalize("NFKC").split(/\s/).filter(Boolean).join(" ").toLowerCase();
  for (let colon = rest.indexOf(":"); colon > 0 && colon <= PREFIX_CHARS_MAX; colon = rest.indexOf(":")) {
    const word = withoutCount(rest.slice(0, colon));
    if (!PREFIXES.has(word)) break;
    rest = rest.slice(colon + 1).trimStart();
  }
  return rest;
}

/** `re[2]` and `re (3)` are `re`. */
function withoutCount(prefix: string): string {
  const end = ["[", "("].map((sign) => prefix.indexOf(sign)).filter((at) => at > 0);
  return prefix.slice(0, Math.min(prefix.length, ...end)).trim();
}

/** The subject of a mail that forwards one with this subject. */
export const forwardSubject = (subject: string): string =>
  /^fwd?\s*:/i.test(subject) ? subject : `Fwd: ${subject}`.trim();

/** The subject of an answer to a mail with this subject. */
export const replySubject = (subject: string): string =>
  /^re\s*:/i.test(subject) ? subject : `Re: ${subject}`.trim();
