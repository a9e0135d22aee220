import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { BULK_ENTRIES } from "@/test/guarantees/laws/entries/bulk";
import { BULK_END_ENTRIES } from "@/test/guarantees/laws/entries/bulk-ends";
import { CONTACT_ENTRIES } from "@/test/guarantees/laws/entries/contacts";
import { CONVERSATION_ENTRIES } from "@/test/guarantees/laws/entries/conversations/conversations";
import { MOVE_ENTRIES } from "@/test/guarantees/laws/entries/conversations/moves";
import { NEW_CONVERSATION_ENTRIES } from "@/test/guarantees/laws/entries/conversations/new-conversations";
import { PARTICIPANT_ENTRIES } from "@/test/guarantees/laws/entries/conversations/participants";
import { TRASH_ENTRIES } from "@/test/guarantees/laws/entries/conversations/trash";
import { DELETION_ENTRIES } from "@/test/guarantees/laws/entries/deletions";
import { DELIVERY_ENTRIES } from "@/test/guarantees/laws/entries/deliveries";
import { ENDPOINT_ENTRIES } from "@/test/guarantees/laws/entries/endpoints";
import { MEMBER_ENTRIES } from "@/test/guarantees/laws/entries/members/members";
import { NOTIFICATION_ENTRIES } from "@/test/guarantees/laws/entries/members/notifications";
import { PASSWORD_ENTRIES } from "@/test/guarantees/laws/entries/members/passwords";
import { SESSION_ENTRIES } from "@/test/guarantees/laws/entries/members/sessions";
import { SETTINGS_ENTRIES } from "@/test/guarantees/laws/entries/members/settings";
import { TWO_FACTOR_ENTRIES } from "@/test/guarantees/laws/entries/members/two-factor";
import { MESSAGE_CHANGE_ENTRIES } from "@/test/guarantees/laws/entries/messages/message-changes";
import { MESSAGE_ENTRIES } from "@/test/guarantees/laws/entries/messages/messages";
import { RECEIPT_ENTRIES } from "@/test/guarantees/laws/entries/messages/receipts";
import { STUCK_ENTRIES } from "@/test/guarantees/laws/entries/messages/stuck";
import { UNDO_WINDOW_ENTRIES } from "@/test/guarantees/laws/entries/messages/undo-windows";
import { OPERATION_ENTRIES } from "@/test/guarantees/laws/entries/operations";
import { CANNED_REPLY_ENTRIES } from "@/test/guarantees/laws/entries/organising/canned-replies";
import { LABEL_ENTRIES } from "@/test/guarantees/laws/entries/organising/labels";
import { TEAM_ENTRIES } from "@/test/guarantees/laws/entries/organising/teams";
import { VIEW_ENTRIES } from "@/test/guarantees/laws/entries/organising/views";
import { RETENTION_ENTRIES } from "@/test/guarantees/laws/entries/retention";
import { UNDO_CONTACT_ENTRIES } from "@/test/guarantees/laws/entries/undo-contacts";
import type { Entry } from "./entry";

/**
 * Every command by its file's name, with the cases that every law checks. A new command needs an entry:
 * a test compares this table with the files of `server/commands`.
 */
export const COMMANDS: Readonly<Record<string, Entry>> = {
  ...CONVERSATION_ENTRIES,
  ...MESSAGE_ENTRIES,
  ...MESSAGE_CHANGE_ENTRIES,
  ...UNDO_WINDOW_ENTRIES,
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
  ...RETENTION_ENTRIES,
  ...DELIVERY_ENTRIES,
  ...BULK_ENTRIES,
  ...BULK_END_ENTRIES,
  ...PARTICIPANT_ENTRIES,
  ...PASSWORD_ENTRIES,
  ...TWO_FACTOR_ENTRIES,
  ...SESSION_ENTRIES,
  ...NOTIFICATION_ENTRIES,
  ...OPERATION_ENTRIES,
};

/** The names of all command files. Folders whose name begins with `_` contain parts of commands. */
export function listCommandFiles(): string[] {
  const files = readdirSync(new URL("../../../server/commands", import.meta.url), {
    recursive: true,
    encoding: "utf8",
  });
  return files
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !file.startsWith("_"))
    .filter((file) => !file.includes("/_"))
    .map((file) => basename(file, ".ts"))
    .sort();
}

/** `[command, case]` for each case of each command. */
export const CASES = Object.entries(COMMANDS).flatMap(([command, { cases }]) =>
  cases.map((one) => ({ ...one, command, name: `${command}: ${one.title}` })),
);
