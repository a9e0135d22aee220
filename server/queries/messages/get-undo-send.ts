import type { SessionCaller } from "@/server/queries/credentials/find-caller";
import type { Db } from "@/server/store/_postgres/db";
import { readUndoSend } from "@/server/store/messages/undo-send";

/** The member's undo window in seconds; 0 = messages are sent immediately. */
export const getUndoSend = (db: Db, caller: SessionCaller): Promise<number> =>
  readUndoSend(db, caller.member.id);
