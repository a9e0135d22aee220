import type { SessionCaller } from "@/server/queries/credentials/find-caller";
import type { Db } from "@/server/store/_postgres/db";
import { readUndoSend } from "@/server/store/messages/undo-send";

/** For how many seconds the member's own messages may be withdrawn; 0 = they leave at once. */
export const getUndoSend = (db: Db, caller: SessionCaller): Promise<number> =>
  readUndoSend(db, caller.member.id);
