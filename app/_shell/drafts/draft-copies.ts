import { type CachedDraft, type CachedDrafts, isSettled } from "@/app/_shell/drafts/cached-drafts";
import { kindOfBoth, type Text } from "@/app/_shell/unsent/records";
import { isEmptyText } from "@/server/contract/message/draft-fingerprint";

export type DraftCopy = { text: Text; seen: readonly string[]; isSettled: boolean };

/** This browser, which has each text at once, for all its tabs. */
export type DraftMirror = {
  /** Resolves when the copies of earlier pages can be read. */
  ready: Promise<void>;
  read(displayId: number): { copy: DraftCopy; revision: number } | null;
  /** Returns the revision of what was written. */
  write(displayId: number, copy: DraftCopy): number;
  /** Stores what is typed before `ready`, beside the copies; null removes it. */
  writeEarly(displayId: number, text: Text | null): void;
  /** Removes and returns what earlier pages have stored so. */
  takeEarly(): { displayId: number; text: Text }[];
  subscribe(listener: () => void): () => void;
};

/** Keeps this browser's copies equal to the drafts of this page: of two the newer one wins, whichever tab has written it. */
export function createDraftCopies(mirror: DraftMirror, drafts: () => CachedDrafts) {
  /** The copies of earlier pages are known: a new one replaces nothing that was not read. */
  let isReady = false;
  let isCopying = false;
  /** The conversations in which something was typed before that. */
  const early = new Set<number>();

  function copy(displayId: number, draft: CachedDraft): void {
    if (!isReady) {
      copyEarly(displayId, draft.text);
      return;
    }
    isCopying = true;
    const { text, seen } = draft;
    draft.revision = mirror.write(displayId, { text, seen, isSettled: isSettled(draft) });
    isCopying = false;
  }
  function copyEarly(displayId: number, text: Text): void {
    const isEmpty = isEmptyText(text);
    if (isEmpty && !early.has(displayId)) return;
    early.add(displayId);
    mirror.writeEarly(displayId, isEmpty ? null : text);
  }
  /** Adds what earlier pages stored beside the copies to the copies; the server's texts are then asked for. */
  function addEarly(): void {
    for (const { displayId, text } of mirror.takeEarly()) {
      const { copy } = mirror.read(displayId) ?? {};
      const kept = copy && !copy.isSettled ? copy : { text: NOTHING, seen: [] };
      mirror.write(displayId, { text: joined(kept.text, text), seen: kept.seen, isSettled: false });
    }
  }
  /** Takes over what an earlier page or another tab has written. */
  function take(displayId: number, draft: CachedDraft): void {
    const found = isReady ? mirror.read(displayId) : null;
    if (!found || found.revision <= draft.revision) return;
    const { copy: kept, revision } = found;
    // What was typed before the copies were known follows the copy, unless the server is to be asked for it.
    const typed = draft.revision === 0 && draft.edits > 0 ? draft.text.content : "";
    draft.revision = revision;
    draft.edits++;
    draft.seen = typed !== "" && kept.isSettled ? [] : kept.seen;
    if (typed === "" && kept.isSettled) draft.savedEdits = draft.edits;
    const before = kept.isSettled ? NOTHING : kept.text;
    drafts().show(draft, typed === "" ? kept.text : joined(before, draft.text));
    if (typed !== "") copy(displayId, draft);
  }
  function takeAll(): void {
    if (!isCopying) for (const [displayId, draft] of drafts().all()) take(displayId, draft);
  }
  mirror.subscribe(takeAll);
  const ready = mirror.ready.then(() => {
    isReady = true;
    addEarly();
    takeAll();
    for (const [displayId, draft] of drafts().all())
      if (draft.revision === 0 && draft.edits > 0) copy(displayId, draft);
    for (const displayId of early) mirror.writeEarly(displayId, null); // the copies have it
  });
  return { ready, copy, take };
}

const NOTHING: Text = { kind: "message", content: "" };

/** A text after what was written before it. */
export const joined = (before: Text, text: Text): Text => ({
  kind: kindOfBoth(text, before),
  content: [before.content, text.content].filter((part) => part !== "").join("\n"),
  email: text.email ?? before.email,
});

/** What a text becomes when `shown` is made `next` on a screen, while it is `current` already: sent, cleared, or continued elsewhere. */
export function changedUnseen({ current, shown, next }: Record<"current" | "shown" | "next", Text>): Text {
  const both = joined(current, next);
  const isContinued = shown.content !== "" && next.content.startsWith(shown.content);
  const hasPart = current.content === "" || current.content.startsWith(shown.content);
  if (!isContinued || !hasPart) return both;
  return { ...both, content: current.content + next.content.slice(shown.content.length) };
}
