import type { Text } from "@/app/_shell/unsent/records";
import { DRAFT_CHARS_MAX } from "@/server/contract/_shared/limits";
import { type CachedDraft, isSettled } from "./cached-drafts";
import { chooseDraft, fingerprintOf } from "./choose-draft";

/** The server, which has the member's unsent texts for all their browsers. */
export type DraftKeeper = {
  load(displayId: number): Promise<Text | null>;
  /** Null: there is no unsent text. */
  save(displayId: number, text: Text | null): Promise<unknown>;
};

type SaverParts = {
  keeper: DraftKeeper;
  /** Updates this browser's copy. */
  copy: (displayId: number, draft: CachedDraft) => void;
  show: (draft: CachedDraft, text: Text) => void;
};

const AGAIN_MS = 5_000;

/** Whether the server refuses a text as a draft. It counts characters, of which there are no more than code units. */
const isTooLong = ({ content }: Text): boolean => content.length > DRAFT_CHARS_MAX;

/** Reads and saves drafts on the server: one save per conversation at a time, so that the text written last is the one stored. */
export function createSaver({ keeper, copy, show }: SaverParts) {
  function later(displayId: number, draft: CachedDraft, ms: number): void {
    clearTimeout(draft.timer);
    draft.timer = setTimeout(() => void now(displayId, draft), ms);
  }
  async function read(displayId: number, draft: CachedDraft): Promise<void> {
    const { saves } = draft;
    const server = await keeper.load(displayId);
    if (draft.saves !== saves) return; // the answer is older than what was saved meanwhile
    const wasSettled = isSettled(draft);
    draft.isLoaded = true;
    const { text, isSettled: isChosenSettled } = chooseDraft({ ...draft, isSettled: wasSettled }, server);
    draft.seen = draft.isSaving ? [...draft.seen, fingerprintOf(server)] : [fingerprintOf(server)];
    const hasChanged = fingerprintOf(text) !== fingerprintOf(draft.text);
    if (hasChanged) show(draft, text);
    if (isChosenSettled) draft.savedEdits = draft.edits;
    else if (hasChanged) draft.edits++;
    if (!wasSettled || hasChanged) copy(displayId, draft);
    if (!isChosenSettled) later(displayId, draft, 0);
  }
  async function save(displayId: number, draft: CachedDraft): Promise<void> {
    if (!draft.isLoaded) await read(displayId, draft);
    if (isSettled(draft) || isTooLong(draft.text)) return;
    const { edits } = draft;
    const text = draft.text.content.trim() === "" ? null : draft.text;
    // Before the request: the page may not live to see the answer.
    draft.seen = [...draft.seen, fingerprintOf(text)];
    copy(displayId, draft);
    await keeper.save(displayId, text);
    draft.savedEdits = edits;
    draft.saves++;
    draft.seen = [fingerprintOf(text)];
    copy(displayId, draft);
  }
  async function now(displayId: number, draft: CachedDraft): Promise<void> {
    clearTimeout(draft.timer);
    // A longer text stays in this browser only, and the composer says so.
    if (draft.isSaving || isSettled(draft) || isTooLong(draft.text)) return;
    draft.isSaving = true;
    const isSaved = await save(displayId, draft).then(
      () => true,
      () => false, // unreachable, or no longer visible to us: this browser has it, and it is retried
    );
    draft.isSaving = false;
    if (!isSaved) draft.isLoaded = false; // another browser may write meanwhile
    if (!isSettled(draft) && !isTooLong(draft.text)) later(displayId, draft, isSaved ? 0 : AGAIN_MS);
  }
  return { later, now, read };
}
