import { type CachedDraft, isSettled } from "@/app/_shell/drafts/cached-drafts";
import { kindOfBoth, type Text } from "@/app/_shell/unsent/records";
import { DRAFT_CHARS_MAX } from "@/server/contract/_shared/limits";
import { DRAFT_SEEN_MAX, fingerprintOf, isEmptyText } from "@/server/contract/message/draft-fingerprint";

/** The server, which has the member's unsent texts for all their browsers. */
export type DraftKeeper = {
  load(displayId: number): Promise<Text | null>;
  /**
   * Null: there is no unsent text. `seen`: fingerprints of the texts that it may replace. Returns false if the server has another one,
   * which stays.
   */
  save(displayId: number, text: Text | null, seen: string[]): Promise<boolean>;
};

type SaverParts = {
  keeper: DraftKeeper;
  /** Updates this browser's copy. */
  copy: (displayId: number, draft: CachedDraft) => void;
  show: (draft: CachedDraft, text: Text) => void;
};

const AGAIN_MS = 5_000;

/** Of many texts that the server may have those of the last saves, which it may still receive, and the one that was read last. */
export const newest = (seen: readonly string[]): string[] => seen.slice(-DRAFT_SEEN_MAX);

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
    const text = isEmptyText(draft.text) ? null : draft.text;
    // Before the request: the page may not live to see the answer.
    draft.seen = [...draft.seen, fingerprintOf(text)];
    copy(displayId, draft);
    if (!(await keeper.save(displayId, text, newest(draft.seen)))) return read(displayId, draft);
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

/** The unsent text of a conversation as a page has it. */
type OwnDraft = {
  text: Text;
  /** Fingerprints of the texts that the server may have from here, and of the one that this text was edited from. */
  seen: readonly string[];
  /** The server has exactly this text. */
  isSettled: boolean;
};

/**
 * Which text is shown when the server's is read. The page's own one wins as long as the server has what it was edited from,
 * or an earlier state of it. If another browser has written meanwhile, both are kept, the other one first.
 */
export function chooseDraft(own: OwnDraft, server: Text | null): { text: Text; isSettled: boolean } {
  const isEmpty = isEmptyText(own.text);
  const found = fingerprintOf(server);
  if (own.isSettled || (isEmpty && own.seen.length === 0))
    return { text: server ?? { kind: own.text.kind, content: "" }, isSettled: true };
  if (found === fingerprintOf(own.text)) return { text: own.text, isSettled: true };
  if (server === null || own.seen.includes(found)) return { text: own.text, isSettled: false };
  if (isEmpty) return { text: server, isSettled: true };
  const content = linesOfBoth(server.content, own.text.content);
  // Of two choices of recipients the one of this browser is shown: nothing is sent before its writer sees it.
  const email = own.text.email ?? server.email;
  return { text: { kind: kindOfBoth(own.text, server), content, email }, isSettled: false };
}

/** One text after the other; where one has all lines of the other in a row, as a text that was joined before, only that one. */
function linesOfBoth(before: string, after: string): string {
  const has = (whole: string, part: string) => part === "" || `\n${whole}\n`.includes(`\n${part}\n`);
  if (has(before, after)) return before;
  return has(after, before) ? after : `${before}\n${after}`;
}
