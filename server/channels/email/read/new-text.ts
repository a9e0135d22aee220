import { isQuotedHeader } from "./quoted-header";

/** Ends of the line that introduces a quoted mail: "On 3 May 2026, Ada <ada@x.example> wrote:". */
const ATTRIBUTION_ENDS = [
  "wrote:",
  "schrieb:",
  "geschrieben:",
  "a écrit :",
  "a écrit:",
  "写道：",
  "写道:",
  "寫道：",
  "寫道:",
  "escribió:",
  "ha scritto:",
  "schreef:",
  "escreveu:",
  "написал:",
  "написал(а):",
];
const ATTRIBUTION_END_CHARS_MAX = 30;
/** An attribution is wrapped to at most this many lines. */
const ATTRIBUTION_LINES_MAX = 4;

/** Lines that mark the beginning of the quoted mail between hyphens, without these, in lower case. */
const ORIGINAL_MARKS = new Set([
  "original message",
  "original appointment",
  "ursprüngliche nachricht",
  "originalnachricht",
  "message d'origine",
  "message d’origine",
  "message original",
  "mensaje original",
  "原始邮件",
  "原始郵件",
  "邮件原件",
  "回复的原邮件",
]);

/** Beginnings of the last line that a program adds, in lower case. */
const PROGRAM_SIGNATURES = [
  "sent from my ",
  "sent from mail for ",
  "get outlook for ",
  "gesendet von mail für ",
  "holen sie sich outlook für ",
  "envoyé de mon ",
  "envoyé depuis mon ",
  "obtenir outlook pour ",
  "发自我的",
  "发送自 ",
];
/** The same where the verb comes last: without it the line is a sentence. In lower case. */
const PROGRAM_SIGNATURE = /^(?:von meinem .*gesendet|[从從]我的.*(?:发送|發送|傳送))\.?$/;
const PROGRAM_SIGNATURE_CHARS_MAX = 80;

/**
 * The text of a mail that its sender wrote now: without quoted mails, the lines that introduce them, and the signature.
 * Answers between quoted lines stay. The whole text if nothing is left, as of a mail that only forwards another.
 */
export function newText(text: string): string {
  const lines = text.split("\n").map((line) => line.trimEnd());
  const kept: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const attribution = attributionLines(lines, at);
    if (attribution > 0 && isQuoted(nextText(lines, at + attribution))) at += attribution - 1;
    else if (isOfProgram(lines.slice(at, at + attribution))) break;
    else if (isOriginalMark(lines[at]) || isQuotedHeader(lines, at)) break;
    else if (isQuoted(lines[at])) continue;
    else if (isSignatureMark(lines[at]) && kept.some(Boolean)) break;
    else kept.push(lines[at] ?? "");
  }
  return joined(withoutProgramSignature(kept)) || joined(lines);
}

const isQuoted = (line = ""): boolean => line.trimStart().startsWith(">");

/** How many lines from here on introduce a quoted mail; 0 if these do not. */
function attributionLines(lines: readonly string[], at: number): number {
  let joinedLine = "";
  for (let count = 1; count <= ATTRIBUTION_LINES_MAX; count++) {
    const line = lines[at + count - 1];
    if (line === undefined || line === "" || isQuoted(line)) return 0;
    joinedLine = `${joinedLine} ${line}`;
    if (endsAttribution(line, joinedLine)) return beginsAttribution(joinedLine) ? count : 0;
  }
  return 0;
}

/** In German the name follows the verb: "Am 3. Mai 2026 schrieb Ada:". In Japanese there is none: "3月20日 12:00 Ada <ada@x.example>:". */
function endsAttribution(line: string, joinedLine: string): boolean {
  if (!line.endsWith(":") && !line.endsWith("：")) return false;
  const end = line
    .slice(-ATTRIBUTION_END_CHARS_MAX)
    .toLowerCase()
    .replace(/[\u00a0\u202f]/g, " ");
  return (
    ATTRIBUTION_ENDS.some((one) => end.endsWith(one)) ||
    (line.endsWith(":") && joinedLine.includes(" schrieb ")) ||
    (line.endsWith(">:") && /\d:\d\d/.test(joinedLine))
  );
}

/** An attribution begins with a preposition or a date, and has the date or the address of the quoted mail. */
function beginsAttribution(line: string): boolean {
  const text = line.trim();
  const begins = /^(?:on|am|le|el|il|op|em|at|在|于|\d|[\p{L}"'<][^:]{0,100}[<@])/iu.test(text);
  return begins && /[\d@]/.test(text);
}

/** Programs name the time or the address; a person who reports what was written names neither, and goes on. */
const isOfProgram = (attribution: readonly string[]): boolean => /@|\d:\d\d/.test(attribution.join(" "));

const nextText = (lines: readonly string[], at: number): string =>
  lines.slice(at, at + ATTRIBUTION_LINES_MAX).find((line) => line !== "") ?? "";

function isOriginalMark(line = ""): boolean {
  if (!line.trimStart().startsWith("--")) return false;
  return ORIGINAL_MARKS.has(line.replaceAll("-", "").trim().toLowerCase());
}

/** `-- ` loses its blank in many programs; `--` alone on a line is the mark then. */
const isSignatureMark = (line: string | undefined): boolean => line === "--";

function withoutProgramSignature(lines: readonly string[]): readonly string[] {
  const last = lines.findLastIndex((line) => line.trim() !== "");
  const line = lines[last]?.trim().toLowerCase() ?? "";
  const isAdded =
    line.length <= PROGRAM_SIGNATURE_CHARS_MAX &&
    (PROGRAM_SIGNATURES.some((start) => line.startsWith(start)) || PROGRAM_SIGNATURE.test(line));
  return isAdded ? lines.slice(0, last) : lines;
}

/** Outlook separates a quoted mail by a line of underscores; it is no text. */
function joined(lines: readonly string[]): string {
  const last = lines.findLastIndex((line) => line.replaceAll("_", "").trim() !== "");
  return lines
    .slice(0, last + 1)
    .join("\n")
    .trim();
}
