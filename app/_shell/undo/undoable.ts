import type { ChangeResult } from "./change-result";

/** A change of one or several conversations that can be undone. */
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
  /** A message that can be withdrawn within its undo window. */
  messageId?: number;
};

const KEPT_MAX = 50;

/** The changes made in this page, newest last. */
const done: Undoable[] = [];

export function addUndoable(undoable: Undoable): void {
  done.push(undoable);
  if (done.length > KEPT_MAX) done.shift();
}

/** Removes and returns the given change, else the newest; undefined if it is gone. */
export function takeUndoable(undoable: Undoable | undefined = done.at(-1)): Undoable | undefined {
  const at = undoable ? done.indexOf(undoable) : -1;
  return at < 0 ? undefined : done.splice(at, 1)[0];
}

/** Removes a message that was sent or withdrawn. */
export function removeMessageUndo(messageId: number): void {
  const at = done.findIndex((undoable) => undoable.messageId === messageId);
  if (at >= 0) done.splice(at, 1);
}
