import { readdirSync } from "node:fs";
import { BULK_ENTRIES } from "./entries/bulk";
import { CANNED_REPLY_ENTRIES } from "./entries/canned-replies";
import { CONTACT_ENTRIES } from "./entries/contacts";
import { CONVERSATION_ENTRIES } from "./entries/conversations";
import { DELETION_ENTRIES } from "./entries/deletions";
import { DELIVERY_ENTRIES } from "./entries/deliveries";
import { ENDPOINT_ENTRIES } from "./entries/endpoints";
import { HOLD_ENTRIES } from "./entries/holds";
import { LABEL_ENTRIES } from "./entries/labels";
import { MEMBER_ENTRIES } from "./entries/members";
import { MESSAGE_CHANGE_ENTRIES } from "./entries/message-changes";
import { MESSAGE_ENTRIES } from "./entries/messages";
import { MOVE_ENTRIES } from "./entries/moves";
import { NEW_CONVERSATION_ENTRIES } from "./entries/new-conversations";
import { NOTIFICATION_ENTRIES } from "./entries/notifications";
import { OPERATION_ENTRIES } from "./entries/operations";
import { PARTICIPANT_ENTRIES } from "./entries/participants";
import { PASSWORD_ENTRIES } from "./entries/passwords";
import { RECEIPT_ENTRIES } from "./entries/receipts";
import { SESSION_ENTRIES } from "./entries/sessions";
import { SETTINGS_ENTRIES } from "./entries/settings";
import { STUCK_ENTRIES } from "./entries/stuck";
import { TEAM_ENTRIES } from "./entries/teams";
import { TRASH_ENTRIES } from "./entries/trash";
import { TWO_FACTOR_ENTRIES } from "./entries/two-factor";
import { UNDO_CONTACT_ENTRIES } from "./entries/undo-contacts";
import { VIEW_ENTRIES } from "./entries/views";
import type { Entry } from "./entry";

/**
 * Every command, by the name of its file, with the cases that every law is held against. A new command needs an entry:
 * a test compares this table with the files of `server/commands`.
 */
export const COMMANDS: Readonly<Record<string, Entry>> = {
  ...CONVERSATION_ENTRIES,
  ...MESSAGE_ENTRIES,
  ...MESSAGE_CHANGE_ENTRIES,
  ...HOLD_ENTRIES,
  ...RECEIPT_ENTRIES,
  ...STUCK_ENTRIES,
  ...CONTACT_ENTRIES,
  ...UNDO_CONTACT_ENTRIES,
  ...NEW_CONVERSATION_ENTRIES,
  ...SETTINGS_ENTRIES,
  ...MOVE_ENTRIES,
  ...MEMBER_ENTRIES,
  ...CANNED_REPLY_ENTRIES,
  ...LABEL_ENTRIES,
  ...TEAM_ENTRIES,
  ...VIEW_ENTRIES,
  ...TRASH_ENTRIES,
  ...ENDPOINT_ENTRIES,
  ...DELETION_ENTRIES,
  ...DELIVERY_ENTRIES,
  ...BULK_ENTRIES,
  ...PARTICIPANT_ENTRIES,
  ...PASSWORD_ENTRIES,
  ...TWO_FACTOR_ENTRIES,
  ...SESSION_ENTRIES,
  ...NOTIFICATION_ENTRIES,
  ...OPERATION_ENTRIES,
};

/** Files of the room that are no commands. */
const SUPPORT = [
  "bulk-change",
  "bulk-params",
  "confirmed-run",
  "end-bulk",
  "fold-receipts",
  "label-names",
  "lock-changeable",
  "permission",
  "purge-in-bulk",
  "receipt-queue",
  "receipt-targets",
  "run",
  "services",
  "start-conversation",
  "tell-deletion",
  "view-filter",
];

/** The names of all command files, and of the support files that are there. */
export function listCommandFiles(): { commands: string[]; support: string[] } {
  const files = readdirSync(new URL("../../server/commands", import.meta.url))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => file.replace(/\.ts$/, ""));
  return {
    commands: files.filter((file) => !SUPPORT.includes(file)).sort(),
    support: SUPPORT.filter((file) => files.includes(file)),
  };
}

/** `[command, case]` for each case of each command. */
export const CASES = Object.entries(COMMANDS).flatMap(([command, { cases }]) =>
  cases.map((held) => ({ ...held, command, name: `${command}: ${held.title}` })),
);
