import { createCachedDrafts, isSettled } from "@/app/_shell/drafts/cached-drafts";
import { changedUnseen, createDraftCopies, type DraftMirror } from "@/app/_shell/drafts/draft-copies";
import { createSaver, type DraftKeeper, newest } from "@/app/_shell/drafts/draft-saver";
import { kindOfBoth, type Text } from "@/app/_shell/unsent/records";
import { fingerprintOf, isEmptyText } from "@/server/contract/message/draft-fingerprint";

/** Unsent texts by conversation: kept in this browser with each key, and on the server shortly after the writer pauses. */
export type Drafts = {
  read(displayId: number): Text;
  write(displayId: number, text: Text): void;
  /**
   * Changes a part of the text. `shown`: what is on its writer's screen. A text that has arrived since is kept, before theirs; one
   * that was sent or cleared since does not come back.
   */
  change(displayId: number, part: Partial<Text>, shown: Text): void;
  /** Fingerprints of the texts of this conversation that the server may have from here: another one is of another browser. */
  seen(displayId: number): string[];
  /** Restores a text that was not sent, before what was written since. */
  restore(displayId: number, text: Text): void;
  /**
   * The text is being sent as a message, with which the server deletes its stored draft. Returns what to call when it is
   * known whether it did.
   */
  send(displayId: number): (isDeleted: boolean) => void;
  /** Shows this browser's copy, then compares it with the server's text. */
  load(displayId: number): Promise<void>;
  /** Immediately saves what waits for a pause. The page may not live to see the answer. */
  flush(): void;
  /** Whether the server lacks some text. */
  isUnsaved(): boolean;
  subscribe(listener: () => void): () => void;
};

const PAUSE_MS = 800;

export function createDrafts(keeper: DraftKeeper, mirror: DraftMirror): Drafts {
  const copies = createDraftCopies(mirror, () => drafts);
  const drafts = createCachedDrafts(copies.take);
  const { copy } = copies;
  const saver = createSaver({ keeper, copy, show: drafts.show });

  function write(displayId: number, text: Text): void {
    const draft = drafts.write(displayId, text);
    copy(displayId, draft);
    saver.later(displayId, draft, PAUSE_MS);
  }
  return {
    read: drafts.text,
    write,
    change(displayId, part, shown) {
      const current = drafts.text(displayId);
      const hasArrived = part.content !== undefined && current.content !== shown.content;
      const next = { ...current, ...part };
      const isSame =
        next.kind === current.kind && next.content === current.content && next.email === current.email;
      if (!isSame) write(displayId, hasArrived ? changedUnseen({ current, shown, next }) : next);
    },
    seen: (displayId) => newest(drafts.of(displayId).seen),
    restore(displayId, unsent) {
      const { content, email } = unsent;
      const since = drafts.of(displayId).text;
      const both = [content, since.content].filter((part) => part !== "").join("\n\n");
      write(displayId, { kind: kindOfBoth(unsent, since), content: both, email: email ?? since.email });
    },
    send(displayId) {
      const draft = drafts.of(displayId);
      clearTimeout(draft.timer);
      const edits = ++draft.edits;
      const wasSaving = draft.isSaving; // it may arrive after the message: then it is cleared
      drafts.show(draft, { kind: "message", content: "" });
      copy(displayId, draft);
      return (isDeleted) => {
        if (draft.edits !== edits || isSettled(draft)) return;
        if (!isDeleted || wasSaving) return saver.later(displayId, draft, 0);
        draft.savedEdits = edits;
        draft.seen = [fingerprintOf(null)];
        copy(displayId, draft);
      };
    },
    async load(displayId) {
      await copies.ready;
      await saver.read(displayId, drafts.of(displayId));
    },
    flush() {
      for (const [displayId, draft] of drafts.all()) void saver.now(displayId, draft);
    },
    isUnsaved: () => [...drafts.all()].some(([, draft]) => !isEmptyText(draft.text) && !isSettled(draft)),
    subscribe: drafts.subscribe,
  };
}
