/**
 * Why Tickline did not call a program, or got no answer of it, as stored with messages and tries: in English, for
 * programs and logs. Each has a name, by which screens translate it, and the word or number that it contains.
 */
const REASONS = [
  ["stopped", /^Tickline stopped while it was sending this message\.$/],
  ["no_callback", /^The inbox has no callback URL any more\.$/],
  ["connection_refused", /^Connection refused\.$/],
  ["connection_reset", /^The connection was reset\.$/],
  ["no_answer", /^No answer within (\d+) ms\.$/],
  ["no_connection", /^No connection within (\d+) ms\.$/],
  ["slow_name", /^The name was not resolved within (\d+) ms\.$/],
  ["unknown_name", /^The name (\S+) was not found\.$/],
  ["private_address", /^(\S+) (?:(?:is|leads to) a private or reserved address|may not be connected to)\./],
  ["unprepared", /^The message could not be prepared: ([\s\S]+)$/],
] as const;

export type OwnReason = { name: (typeof REASONS)[number][0]; word: string };

/** The reason in `text` if it is one of Tickline's own; null: a program's words. Durations are in ms. */
export function ownReasonOf(text: string): OwnReason | null {
  for (const [name, pattern] of REASONS) {
    const found = pattern.exec(text);
    if (found) return { name, word: found[1] ?? "" };
  }
  return null;
}
