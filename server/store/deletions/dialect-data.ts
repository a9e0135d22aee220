import { shared } from "@/server/lib/shared";
import type { Tx } from "@/server/store/events/tx";

/**
 * What a dialect keeps of the core's rows in tables of its own, and what happens to it with them. The functions run in the
 * transaction of the change, after its locks.
 */
export type DialectData = {
  /** Tables with rows of conversations, named by `conversation_id`: a permanent deletion of a conversation empties them first. */
  ofConversations: readonly string[];
  /** Tables whose rows expire, each with a condition in which $1 is now. */
  expiring: Readonly<Record<string, string>>;
  /** Deletes what is kept of a contact that is erased. Its source ids are still there. */
  eraseContact(tx: Tx, contactId: number): Promise<void>;
  /** Gives what is kept of one contact to another, with which it is merged. */
  moveContact(tx: Tx, fromId: number, toId: number): Promise<void>;
  /** Deletes what is kept of the groups among these contacts, whose names become free. Their source ids are still there. */
  forgetGroups(tx: Tx, contactIds: readonly number[]): Promise<void>;
};

const slot = () =>
  shared("dialect-data", (): { current: readonly DialectData[] | null } => ({ current: null }));

/** Called by the composition root with what the dialects keep. */
export function provideDialectData(data: readonly DialectData[]): void {
  slot().current = data;
}

/** What the dialects keep. Throws where nothing was provided: a deletion would leave rows behind. */
export function dialectData(): readonly DialectData[] {
  const { current } = slot();
  if (!current) throw new Error("the composition root has not provided what dialects keep");
  return current;
}
