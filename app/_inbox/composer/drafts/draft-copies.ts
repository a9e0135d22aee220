import type { Text } from "@/app/_shell/unsent/records";
import { type CachedDraft, type CachedDrafts, isSettled } from "./cached-drafts";

export type DraftCopy = { text: Text; seen: readonly string[]; isSettled: boolean };

/** This browser, which has each text at once, for all its tabs. */
export type DraftMirror = {
  /** Resolves when the copies of earlier pages can be read. */
  ready: Promise<void>;
  read(displayId: number): { copy: DraftCopy; revision: number } | null;
  /** Returns the revision of what was written. */
  write(displayId: number, copy: DraftCopy): number;
  subscribe(listener: () => void): () => void;
};

/** Keeps this browser's copies equal to the drafts of this page: of two the newer one wins, whichever tab has written it. */
export function createDraftCopies(mirror: DraftMirror, drafts: () => CachedDrafts) {
  /** The copies of earlier pages are known: a new one replaces nothing that was not read. */
  let isReady = false;
  let isCopying = false;

  function copy(displayId: number, draft: CachedDraft): void {
    if (!isReady) return;
    isCopying = true;
    const { text, seen } = draft;
    draft.revision = mirror.write(displayId, { text, seen, isSettled: isSettled(draft) });
    isCopying = false;
  }
  /** Takes over what an earlier page or another tab has written. */
  function take(displayId: number, draft: CachedDraft): void {
    const found = isReady ? mirror.read(displayId) : null;
    if (!found || found.revision <= draft.revision) return;
    const { copy: kept, revision } = found;
    // What was typed before the copies were known follows the copy, unless the server is to be asked for it.
    const typed = draft.revision === 0 && draft.edits > 0 ? draft.text.content : "";
    const before = kept.isSettled ? "" : kept.text.content;
    draft.revision = revision;
    draft.edits++;
    draft.seen = typed !== "" && kept.isSettled ? [] : kept.seen;
    if (typed === "" && kept.isSettled) draft.savedEdits = draft.edits;
    const content = before === "" ? typed : `${before}\n${typed}`;
    drafts().show(draft, typed === "" ? kept.text : { kind: draft.text.kind, content });
    if (typed !== "") copy(displayId, draft);
  }
  function takeAll(): void {
    if (!isCopying) for (const [displayId, draft] of drafts().all()) take(displayId, draft);
  }
  mirror.subscribe(takeAll);
  const ready = mirror.ready.then(() => {
    isReady = true;
    takeAll();
    for (const [displayId, draft] of drafts().all())
      if (draft.revision === 0 && draft.edits > 0) copy(displayId, draft);
  });
  return { ready, copy, take };
}
