import { errorFingerprint } from "./error-fingerprint";

/** Texts that are kept of a group, the newest. */
export const ERROR_EXAMPLES = 3;

/** A text with the failures that had it. Null: they had none. */
export type ErrorText = {
  error: string | null;
  attempts: number;
  /** How many of them are still failed. */
  open: number;
  newestAt: Date;
  /** Of the newest one. */
  messageId: number;
  inboxIds: readonly number[];
};

/** Failures with the same fingerprint: `error`. */
export type ErrorGroup = Omit<ErrorText, "messageId"> & {
  examples: { error: string; messageId: number; at: Date }[];
};

const newestFirst = (a: { newestAt: Date }, b: { newestAt: Date }): number =>
  b.newestAt.getTime() - a.newestAt.getTime();

/** Groups texts by their fingerprint, the most frequent group first, each with its newest texts. */
export function groupErrors(texts: readonly ErrorText[], limit: number): ErrorGroup[] {
  const groups = new Map<string | null, ErrorGroup>();
  for (const { error, messageId, ...counts } of texts.toSorted(newestFirst)) {
    const key = error === null ? null : errorFingerprint(error);
    const group = groups.get(key) ?? {
      ...counts,
      error: key,
      attempts: 0,
      open: 0,
      inboxIds: [],
      examples: [],
    };
    group.attempts += counts.attempts;
    group.open += counts.open;
    group.inboxIds = [...new Set([...group.inboxIds, ...counts.inboxIds])].sort((a, b) => a - b);
    if (error !== null && group.examples.length < ERROR_EXAMPLES)
      group.examples.push({ error, messageId, at: counts.newestAt });
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => b.attempts - a.attempts || newestFirst(a, b)).slice(0, limit);
}

/** The most frequent fingerprint of texts, newest first: of two as frequent the newer one; null without a text. */
export function commonestError(texts: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const text of texts) {
    const key = errorFingerprint(text);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const [first] = [...counts].sort(([, a], [, b]) => b - a);
  return first?.[0] ?? null;
}
