import type { Db } from "@/server/store/db";
import { readUndoSend } from "@/server/store/undo-send";
import type { SessionCaller } from "./find-caller";

/** For how many seconds the member's own messages may be withdrawn; 0 = they leave at once. */
export const getUndoSend = (db: Db, caller: SessionCaller): Promise<number> =>
  readUndoSend(db, caller.member.id);
