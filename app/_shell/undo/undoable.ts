import type { RefusalCode } from "@/server/contract/_shared/refusal";

/** The result of a change: done, with the operation (null: nothing changed), or the code of the refusal. */
export type ChangeResult =
  | { ok: true; operationId: string | null /** What an undo could not take back. */; remains?: string }
  | { ok: false; code: RefusalCode };

/** A change that can be undone: of one or several conversations, or of something else. */
export type Undoable = {
  /** The conversation to show; null if there were several. */
  displayId: number | null;
  /** The text of its toast. */
  text: string;
  /** A consequence of the change. */
  detail?: string;
  undo: () => Promise<ChangeResult>;
  /** The conversation that was open right after it: undo returns there only if it is still open. */
  openAfter: number | null;
  /** The change was made while its conversation was not open: undo does not open it either. */
  isFromList?: boolean;
  /** A message that can be withdrawn within its undo window. */
  messageId?: number;
  /** The operation, where events tell that it is superseded. */
  operationId?: string;
  /** Only this undo still has what was deleted: while it fails, it is offered again in a notice that stays. */
  isOnlyCopy?: true;
};

const KEPT_MAX = 50;

/** The changes made in this page that can still be undone, newest first. */
let done: readonly Undoable[] = [];
const listeners = new Set<() => void>();
/** What removes the offer of a change, when the change can no longer be undone or is being undone. */
const withdrawals = new WeakMap<Undoable, () => void>();

function replaceAll(next: readonly Undoable[]): void {
  const gone = done.filter((undoable) => !next.includes(undoable));
  done = next;
  for (const undoable of gone) withdrawals.get(undoable)?.();
  for (const listener of listeners) listener();
}

/** The changes that can still be undone, newest first: the same array until one is added or removed. */
export const listUndoables = (): readonly Undoable[] => done;

/** Calls the listener after each change of the list; returns a function that ends it. */
export function subscribeUndoables(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Adds a change. `onGone` is called when it leaves the list. */
export function addUndoable(undoable: Undoable, onGone?: () => void): void {
  if (onGone) withdrawals.set(undoable, onGone);
  replaceAll([undoable, ...done].slice(0, KEPT_MAX));
}

/** Removes and returns the given change, else the newest; undefined if it is gone. */
export function takeUndoable(undoable: Undoable | undefined = done[0]): Undoable | undefined {
  if (!undoable || !done.includes(undoable)) return undefined;
  replaceAll(done.filter((other) => other !== undoable));
  return undoable;
}

/** Removes the changes that can no longer be undone. */
export function removeUndoables(isGone: (undoable: Undoable) => boolean): void {
  if (done.some(isGone)) replaceAll(done.filter((undoable) => !isGone(undoable)));
}

/** Removes a message that was sent or withdrawn. */
export const removeMessageUndo = (messageId: number): void =>
  removeUndoables((undoable) => undoable.messageId === messageId);
