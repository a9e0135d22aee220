import type { QueryClient } from "@tanstack/react-query";
import { mergeRow, type Row } from "./rows";

/** The prefix of the keys of all threads. */
export const THREADS = ["thread"] as const;

/** The query key of a conversation's thread. */
export const threadKey = (displayId: number) => [...THREADS, displayId] as const;

/** The number of conversations that a page remembers. */
const REMEMBERED = 500;

const pages = new WeakMap<QueryClient, Map<number, Row>>();

/**
 * Merges a row with the newest version that this page has seen, and remembers the result. A list forgets a row that leaves it:
 * without this, an older response that arrives afterwards would list the conversation again.
 */
export function newestRow(queryClient: QueryClient, row: Row): Row {
  const known = pages.get(queryClient) ?? new Map<number, Row>();
  pages.set(queryClient, known);
  const { id } = row.conversation;
  const newest = mergeRow(known.get(id), row);
  known.delete(id);
  known.set(id, newest);
  const [oldest] = known.keys();
  if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
  return newest;
}

/** For a stream that starts anew: its versions may be lower. */
export const clearRows = (queryClient: QueryClient): boolean => pages.delete(queryClient);
