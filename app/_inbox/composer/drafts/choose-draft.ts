import type { Text } from "@/app/_shell/unsent/records";

/** The unsent text of a conversation as a page has it. */
export type OwnDraft = {
  text: Text;
  /** Fingerprints of the texts that the server may have from here, and of the one that this text was edited from. */
  seen: readonly string[];
  /** The server has exactly this text. */
  isSettled: boolean;
};

/** A short name of a text; null is the absence of one. */
export function fingerprintOf(text: Text | null): string {
  if (!text || text.content.trim() === "") return "none";
  let hash = 0x811c9dc5; // FNV-1a, 32 bits
  for (let at = 0; at < text.content.length; at++)
    hash = Math.imul(hash ^ text.content.charCodeAt(at), 0x01000193);
  return `${text.kind} ${text.content.length} ${(hash >>> 0).toString(36)}`;
}

/**
 * Which text is shown when the server's is read. The page's own one wins as long as the server has what it was edited from,
 * or an earlier state of it. If another browser has written meanwhile, both are kept, the other one first.
 */
export function chooseDraft(own: OwnDraft, server: Text | null): { text: Text; isSettled: boolean } {
  const isEmpty = own.text.content.trim() === "";
  const found = fingerprintOf(server);
  if (own.isSettled || (isEmpty && own.seen.length === 0))
    return { text: server ?? { kind: own.text.kind, content: "" }, isSettled: true };
  if (found === fingerprintOf(own.text)) return { text: own.text, isSettled: true };
  if (server === null || own.seen.includes(found)) return { text: own.text, isSettled: false };
  if (isEmpty) return { text: server, isSettled: true };
  const content = `${server.content}\n${own.text.content}`;
  return { text: { kind: own.text.kind, content }, isSettled: false };
}
