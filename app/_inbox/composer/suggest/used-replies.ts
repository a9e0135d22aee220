import { CANNED_USES_MAX } from "@/server/contract/_shared/limits";
import type { Suggestion } from "./suggest";

type Used = Pick<Suggestion, "key" | "insert">;

/** The canned replies that unsent texts of this page were written with, by conversation. */
const used = new Map<number, readonly Used[]>();

/** A canned reply was inserted into a conversation's text. */
export function addUsed(displayId: number, replies: readonly Used[]): void {
  used.set(displayId, [...(used.get(displayId) ?? []), ...replies]);
}

/**
 * Takes the canned replies that a text is sent with: those of which it still has at least one piece. One that was deleted
 * again, or replaced, was not sent.
 */
export function takeUsed(displayId: number, content: string): Used[] {
  const taken = (used.get(displayId) ?? []).filter(({ insert }) =>
    insert.split(/[\s\p{P}]+/u).some((piece) => piece !== "" && content.includes(piece)),
  );
  used.delete(displayId);
  const byKey = new Map(taken.map((reply) => [reply.key, reply]));
  return [...byKey.values()].slice(0, CANNED_USES_MAX);
}
