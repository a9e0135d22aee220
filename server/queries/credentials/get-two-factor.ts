import type { Db } from "@/server/store/_postgres/db";
import { readTwoFactor } from "@/server/store/credentials/two-factor";
import type { SessionCaller } from "./find-caller";

/** Whether the caller's sign-in needs a code, and how many recovery codes are left. */
export const getTwoFactor = (db: Db, caller: SessionCaller) => readTwoFactor(db, caller.member.id);
