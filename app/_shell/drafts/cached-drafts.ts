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

const newDraft = (): CachedDraft => ({
  text: EMPTY,
  seen: [],
  edits: 0,
  savedEdits: 0,
  revision: 0,
  saves: 0,
  isLoaded: false,
  isSaving: false,
  timer: undefined,
});

/**
 * The drafts of a page by conversation. `onNew` is called with each that is made, once it has what was typed first: the copy of an
 * earlier page was not on the screen then, and joins it.
 */
export function createCachedDrafts(onNew: (displayId: number, draft: CachedDraft) => void) {
  const drafts = new Map<number, CachedDraft>();
  const listeners = new Set<() => void>();
  function begin(displayId: number, text?: Text): CachedDraft {
    const draft = newDraft();
    drafts.set(displayId, draft);
    if (text) edit(draft, text);
    onNew(displayId, draft);
    return draft;
  }
  function edit(draft: CachedDraft, text: Text): void {
    draft.edits++;
    show(draft, text);
  }
  function show(draft: CachedDraft, { kind, content, email }: Text): void {
    draft.text = { kind, content, ...(email && { email }) };
    for (const listener of listeners) listener();
  }
  return {
    all: () => drafts.entries(),
    text: (displayId: number): Text => drafts.get(displayId)?.text ?? EMPTY,
    of: (displayId: number): CachedDraft => drafts.get(displayId) ?? begin(displayId),
    /** The draft with what was typed. */
    write(displayId: number, text: Text): CachedDraft {
      const known = drafts.get(displayId);
      if (!known) return begin(displayId, text);
      edit(known, text);
      return known;
    },
    show,
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export type CachedDrafts = ReturnType<typeof createCachedDrafts>;
