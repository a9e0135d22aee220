import type { Tx } from "@/server/store/events/tx";
import { tellUntold } from "@/server/store/organising/labels";

/** Labels told in one transaction at most. */
const TELL_BATCH = 500;

/**
 * Tells the log of labels that an upgrade took in from conversations, so that it replays to the tables; gives back how many
 * were told.
 */
export const tellLabels = (tx: Tx): Promise<number> => tellUntold(tx, TELL_BATCH);
