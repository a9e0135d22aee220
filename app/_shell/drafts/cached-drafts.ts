import type { Text } from "@/app/_shell/unsent/records";

export type CachedDraft = {
  text: Text;
  /** Fingerprints of the texts that the server may have from here, and of the one that this text was edited from. */
  seen: readonly string[];
  /** Counts the edits. */
  edits: number;
  /** The last edit that the server has. */
  savedEdits: number;
  /** Of this browser's copy. */
  revision: number;
  /** Counts the saves that were confirmed. */
  saves: number;
  /** The server's text is known: a save overwrites nothing that was not read. */
  isLoaded: boolean;
  isSaving: boolean;
  timer: ReturnType<typeof setTimeout> | undefined;
};

const EMPTY: Text = { kind: "message", content: "" };

export const isSettled = ({ edits, savedEdits }: CachedDraft): boolean => edits === savedEdits;

/** The drafts of a page by conversation. `onNew` is called with each that is made. */
export function createCachedDrafts(onNew: (displayId: number, draft: CachedDraft) => void) {
  const drafts = new Map<number, CachedDraft>();
  const listeners = new Set<() => void>();
  return {
    all: () => drafts.entries(),
    text: (displayId: number): Text => drafts.get(displayId)?.text ?? EMPTY,
    of(displayId: number): CachedDraft {
      const known = drafts.get(displayId);
      if (known) return known;
      const draft: CachedDraft = {
        text: EMPTY,
        seen: [],
        edits: 0,
        savedEdits: 0,
        revision: 0,
        saves: 0,
        isLoaded: false,
        isSaving: false,
        timer: undefined,
      };
      drafts.set(displayId, draft);
      onNew(displayId, draft);
      return draft;
    },
    show(draft: CachedDraft, { kind, content, email }: Text): void {
      draft.text = { kind, content, ...(email && { email }) };
      for (const listener of listeners) listener();
    },
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export type CachedDrafts = ReturnType<typeof createCachedDrafts>;
