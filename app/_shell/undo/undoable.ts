import type { ActionResult } from "@/app/_auth/act";

/** Something that was done to a conversation, or to several at once, and can be taken back. */
export type Undoable = {
  /** The one to show; null when there were several. */
  displayId: number | null;
  /** What was done, in the words of its notice. */
  text: string;
  /** What follows from it, in words. */
  detail?: string;
  undo: () => Promise<ActionResult>;
  /** Which conversation was open right after it: undo goes back only for a reader who is still there. */
  openAfter: number | null;
  /** A message that can be withdrawn until it leaves. */
  messageId?: number;
};

const KEPT_MAX = 50;

/** What was done in this page, newest last. */
const done: Undoable[] = [];

export function remember(undoable: Undoable): void {
  done.push(undoable);
  if (done.length > KEPT_MAX) done.shift();
}

/** Takes out the one given, else the newest; undefined when it is no longer there. */
export function takeOut(undoable: Undoable | undefined = done.at(-1)): Undoable | undefined {
  const at = undoable ? done.indexOf(undoable) : -1;
  return at < 0 ? undefined : done.splice(at, 1)[0];
}

/** Forgets a message that has left, or was withdrawn. */
export function removeMessageUndo(messageId: number): void {
  const at = done.findIndex((undoable) => undoable.messageId === messageId);
  if (at >= 0) done.splice(at, 1);
}
