import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { AGENT_BOT_ENTRIES } from "@/test/guarantees/laws/entries/agent-bots";
import { ALERT_ENTRIES } from "@/test/guarantees/laws/entries/alerts";
import { BULK_ENTRIES } from "@/test/guarantees/laws/entries/bulk";
import { BULK_END_ENTRIES } from "@/test/guarantees/laws/entries/bulk-states";
import { COMPANY_ENTRIES } from "@/test/guarantees/laws/entries/companies";
import { CONTACT_EXPORT_ENTRIES, CONTACT_NOTE_ENTRIES } from "@/test/guarantees/laws/entries/contact-notes";
import { CONTACT_ENTRIES } from "@/test/guarantees/laws/entries/contacts";
import {
  PARTICIPANT_ENTRIES,
  TRANSCRIPT_ENTRIES,
} from "@/test/guarantees/laws/entries/conversations/attributes";
import { CONVERSATION_ENTRIES } from "@/test/guarantees/laws/entries/conversations/conversations";
import { MOVE_ENTRIES } from "@/test/guarantees/laws/entries/conversations/moves";
import { NEW_CONVERSATION_ENTRIES } from "@/test/guarantees/laws/entries/conversations/new-conversations";
import { TRASH_ENTRIES } from "@/test/guarantees/laws/entries/conversations/states";
import { DELETION_ENTRIES } from "@/test/guarantees/laws/entries/deletions";
import { DELIVERY_ENTRIES } from "@/test/guarantees/laws/entries/deliveries";
import { ENDPOINT_ENTRIES } from "@/test/guarantees/laws/entries/endpoints";
import { ERASURE_ENTRIES, OPERATION_ENTRIES } from "@/test/guarantees/laws/entries/erasures";
import { GROUP_ENTRIES } from "@/test/guarantees/laws/entries/groups/groups";
import {
  ACCOUNT_SETTING_ENTRIES,
  INBOX_MEMBER_ENTRIES,
} from "@/test/guarantees/laws/entries/members/account-settings";
import { CHOICE_ENTRIES } from "@/test/guarantees/laws/entries/members/choices";
import { MEMBER_ENTRIES } from "@/test/guarantees/laws/entries/members/members";
import { NOTIFICATION_ENTRIES } from "@/test/guarantees/laws/entries/members/notifications";
import { PASSWORD_ENTRIES } from "@/test/guarantees/laws/entries/members/passwords";
import { PICTURE_ENTRIES } from "@/test/guarantees/laws/entries/members/pictures";
import { PUSH_ENTRIES } from "@/test/guarantees/laws/entries/members/push-devices";
import { SESSION_ENTRIES, SINGLE_SIGN_ON_ENTRIES } from "@/test/guarantees/laws/entries/members/sessions";
import { SETTINGS_ENTRIES } from "@/test/guarantees/laws/entries/members/settings";
import { TWO_FACTOR_ENTRIES } from "@/test/guarantees/laws/entries/members/two-factor";
import { MERGE_ENTRIES } from "@/test/guarantees/laws/entries/merges";
import { ANSWER_ENTRIES } from "@/test/guarantees/laws/entries/messages/answers";
import { RENEWED_ATTACHMENT_ENTRIES } from "@/test/guarantees/laws/entries/messages/files";
import { FORWARD_ENTRIES } from "@/test/guarantees/laws/entries/messages/forwards";
import { MAIL_ENTRIES } from "@/test/guarantees/laws/entries/messages/mails";
import { MESSAGE_CHANGE_ENTRIES } from "@/test/guarantees/laws/entries/messages/message-changes";
import { MESSAGE_ENTRIES } from "@/test/guarantees/laws/entries/messages/messages";
import { PASSING_ENTRIES } from "@/test/guarantees/laws/entries/messages/passing";
import { REACTION_ENTRIES } from "@/test/guarantees/laws/entries/messages/reactions";
import { RECEIPT_ENTRIES } from "@/test/guarantees/laws/entries/messages/receipts";
import { SCHEDULED_ENTRIES } from "@/test/guarantees/laws/entries/messages/scheduled";
import { SEND_ENTRIES } from "@/test/guarantees/laws/entries/messages/sends";
import { STUCK_ENTRIES } from "@/test/guarantees/laws/entries/messages/stuck";
import {
  QUEUED_MESSAGE_CHANGE_ENTRIES,
  SENT_CHANGE_ENTRIES,
} from "@/test/guarantees/laws/entries/messages/taken-changes";
import { TOGETHER_ENTRIES } from "@/test/guarantees/laws/entries/messages/together";
import { UNDO_WINDOW_ENTRIES } from "@/test/guarantees/laws/entries/messages/undo-windows";
import { ATTRIBUTE_DEFINITION_ENTRIES } from "@/test/guarantees/laws/entries/organising/attribute-definitions";
import { CANNED_REPLY_ENTRIES } from "@/test/guarantees/laws/entries/organising/canned-replies";
import { LABEL_ENTRIES } from "@/test/guarantees/laws/entries/organising/labels";
import { MACRO_RUN_ENTRIES } from "@/test/guarantees/laws/entries/organising/macro-runs";
import { MACRO_ENTRIES } from "@/test/guarantees/laws/entries/organising/macros";
import { TEAM_ENTRIES } from "@/test/guarantees/laws/entries/organising/teams";
import { VIEW_ENTRIES } from "@/test/guarantees/laws/entries/organising/views";
import { PUBLIC_API_ENTRIES } from "@/test/guarantees/laws/entries/public-api";
import { QUEUE_ENTRIES } from "@/test/guarantees/laws/entries/queues";
import { RETENTION_ENTRIES } from "@/test/guarantees/laws/entries/retention";
import { UNDO_CONTACT_ENTRIES } from "@/test/guarantees/laws/entries/undo-contacts";
import { WIDGET_ENTRIES } from "@/test/guarantees/laws/entries/widget-visitors";
import { WUKONGIM_ENTRIES } from "@/test/guarantees/laws/entries/wukongim";
import type { Entry } from "./entry";

/**
 * Every command, by its name in kebab case, with the cases that every law is checked against. A new command needs an
 * entry: a test compares this table with the functions that `server/commands` exports.
 */
export const COMMANDS: Readonly<Record<string, Entry>> = {
  ...AGENT_BOT_ENTRIES,
  ...ALERT_ENTRIES,
  ...CONVERSATION_ENTRIES,
  ...MESSAGE_ENTRIES,
  ...PASSING_ENTRIES,
  ...MAIL_ENTRIES,
  ...REACTION_ENTRIES,
  ...TOGETHER_ENTRIES,
  ...ANSWER_ENTRIES,
  ...MESSAGE_CHANGE_ENTRIES,
  ...FORWARD_ENTRIES,
  ...UNDO_WINDOW_ENTRIES,
  ...RECEIPT_ENTRIES,
  ...STUCK_ENTRIES,
  ...SEND_ENTRIES,
  ...SENT_CHANGE_ENTRIES,
  ...RENEWED_ATTACHMENT_ENTRIES,
  ...CONTACT_ENTRIES,
  ...COMPANY_ENTRIES,
  ...CONTACT_NOTE_ENTRIES,
  ...MERGE_ENTRIES,
  ...ERASURE_ENTRIES,
  ...CONTACT_EXPORT_ENTRIES,
  ...UNDO_CONTACT_ENTRIES,
  ...WIDGET_ENTRIES,
  ...WUKONGIM_ENTRIES,
  ...NEW_CONVERSATION_ENTRIES,
  ...PUBLIC_API_ENTRIES,
  ...SETTINGS_ENTRIES,
  ...GROUP_ENTRIES,
  ...MOVE_ENTRIES,
  ...MEMBER_ENTRIES,
  ...CHOICE_ENTRIES,
  ...INBOX_MEMBER_ENTRIES,
  ...ACCOUNT_SETTING_ENTRIES,
  ...PICTURE_ENTRIES,
  ...ATTRIBUTE_DEFINITION_ENTRIES,
  ...CANNED_REPLY_ENTRIES,
  ...MACRO_ENTRIES,
  ...MACRO_RUN_ENTRIES,
  ...LABEL_ENTRIES,
  ...TEAM_ENTRIES,
  ...VIEW_ENTRIES,
  ...TRASH_ENTRIES,
  ...ENDPOINT_ENTRIES,
  ...DELETION_ENTRIES,
  ...SCHEDULED_ENTRIES,
  ...RETENTION_ENTRIES,
  ...DELIVERY_ENTRIES,
  ...QUEUE_ENTRIES,
  ...QUEUED_MESSAGE_CHANGE_ENTRIES,
  ...BULK_ENTRIES,
  ...BULK_END_ENTRIES,
  ...PARTICIPANT_ENTRIES,
  ...TRANSCRIPT_ENTRIES,
  ...PASSWORD_ENTRIES,
  ...TWO_FACTOR_ENTRIES,
  ...SESSION_ENTRIES,
  ...SINGLE_SIGN_ON_ENTRIES,
  ...NOTIFICATION_ENTRIES,
  ...PUSH_ENTRIES,
  ...OPERATION_ENTRIES,
};

/** An exported function whose first parameter is the transaction, and the source after that parameter. */
const EXPORTED = /^export (?:async )?(?:function|const) (\w+)(?: = (?:async )?)?\(\s*tx: Tx(.*)/s;

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Whether formatted source, after a first parameter, has at most one more. */
function hasOneInput(rest: string): boolean {
  let depth = 0;
  let commas = 0;
  for (const character of rest.replaceAll(/,\s*\)/g, ")").replaceAll("=>", "")) {
    if (")]}>".includes(character) && --depth < 0) break;
    if ("([{<".includes(character)) depth++;
    if (character === "," && depth === 0) commas++;
  }
  return commas <= 1;
}

/**
 * The commands in a file: every exported `(tx: Tx)` or `(tx: Tx, input)`. A file without one counts as a command under
 * its own name, so that no file is missed.
 */
export function commandsIn(file: string, source: string): string[] {
  const commands = source.split(/^(?=export )/m).flatMap((part) => {
    const [, name, rest] = EXPORTED.exec(part) ?? [];
    return name !== undefined && rest !== undefined && hasOneInput(rest) ? [kebab(name)] : [];
  });
  return commands.length > 0 ? commands : [basename(file, ".ts")];
}

/** The names of all commands. Folders whose name begins with `_` contain the functions that commands share. */
export function listCommands(): string[] {
  const server = new URL("../../../server/", import.meta.url);
  return readdirSync(server, { recursive: true, encoding: "utf8" })
    .filter((file) => /^(dialects\/[^/]+\/)?commands\//.test(file))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .filter((file) => !file.includes("/_"))
    .flatMap((file) => commandsIn(file, readFileSync(new URL(file, server), "utf8")))
    .sort();
}

/** `[command, case]` for each case of each command. */
export const CASES = Object.entries(COMMANDS).flatMap(([command, { cases }]) =>
  cases.map((one) => ({ ...one, command, name: `${command}: ${one.title}` })),
);

/** They change the contact, the inbox or the policy of a conversation that another command is about to lock. */
const OVERTAKING: ReadonlySet<string> = new Set([
  "merge-contacts",
  "identify-visitor",
  "move-conversation",
  "update-inbox",
]);

/** How many transactions among commands that run at the same time may have to read their conversation again. */
export const overtakenMax = (commands: readonly { command: string }[]): number =>
  commands.some(({ command }) => OVERTAKING.has(command)) ? commands.length - 1 : 0;
