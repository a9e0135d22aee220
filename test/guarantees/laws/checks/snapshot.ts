import type { ContactDto, ConversationDto } from "@/server/contract/_shared/dto";
import type { TokenDto, UsedToken } from "@/server/contract/credentials/token";
import type { Snapshot } from "@/server/contract/event/reduce";
import type { Database, Db } from "@/server/store/_postgres/db";
import { select } from "@/server/store/_rows/columns";
import { listMembers } from "@/server/store/_rows/member-rows";
import { MESSAGE_COLUMNS, type MessageRow, toMessageDto } from "@/server/store/_rows/message-row";
import { toAlertDto } from "@/server/store/alerts/alerts";
import { listBulks, toBulkDto } from "@/server/store/bulk/bulk-operations";
import { toCompanyDto } from "@/server/store/contacts/companies";
import { toContactNoteDto } from "@/server/store/contacts/contact-notes";
import { CONTACT_COLUMNS, type ContactRow, toContactDto } from "@/server/store/contacts/contacts";
import { listTokens } from "@/server/store/credentials/tokens";
import { selectConversations } from "@/server/store/events/event-context";
import {
  ALERT_COLUMNS,
  type AlertRow,
  ATTRIBUTE_DEFINITION_COLUMNS,
  type AttributeDefinitionRow,
  CANNED_REPLY_COLUMNS,
  type CannedReplyRow,
  COMMAND_MESSAGE_COLUMNS,
  COMPANY_COLUMNS,
  CONTACT_NOTE_COLUMNS,
  CONVERSATION_MEMBER_COLUMNS,
  type CommandMessageRow,
  type CompanyRow,
  type ContactNoteRow,
  type ConversationMemberRow,
  LABEL_COLUMNS,
  type LabelRow,
  MACRO_COLUMNS,
  type MacroRow,
  SAVED_VIEW_COLUMNS,
  type SavedViewRow,
  toCommandMessageFields,
  toConversationMemberFields,
} from "@/server/store/generated/rows";
import { OPERATION_COLUMNS, type OperationRow, toOperationDto } from "@/server/store/idempotency/operations";
import { INBOX_COLUMNS, type InboxRow, toInboxDto } from "@/server/store/inboxes/inboxes";
import { findAccount } from "@/server/store/members/accounts";
import { toAttributeDefinitionDto } from "@/server/store/organising/attribute-definitions";
import { toCannedReplyDto } from "@/server/store/organising/canned-replies";
import { toLabelDto } from "@/server/store/organising/labels";
import { toMacroDto } from "@/server/store/organising/macros";
import { toViewDto } from "@/server/store/organising/saved-views";
import { listTeams } from "@/server/store/organising/teams";
import { ENDPOINT_COLUMNS, type EndpointRow, toEndpointDto } from "@/server/store/webhooks/endpoints";

const ALL = 100_000;

/** The tables of these accounts as DTOs, which `reduce` must result in. */
export const readSnapshot = (database: Database, accountIds: readonly number[]): Promise<Snapshot> =>
  database.snapshot(async (db) => {
    const parts: Snapshot[] = [];
    for (const accountId of accountIds) parts.push(await readAccount(db, accountId));
    const all = <K extends keyof Snapshot>(key: K) => Object.assign({}, ...parts.map((part) => part[key]));
    return {
      account: all("account"),
      alert: all("alert"),
      attribute_definition: all("attribute_definition"),
      bulk_operation: all("bulk_operation"),
      canned_reply: all("canned_reply"),
      command_message: all("command_message"),
      company: all("company"),
      contact: all("contact"),
      contact_note: all("contact_note"),
      conversation: all("conversation"),
      conversation_member: all("conversation_member"),
      endpoint: all("endpoint"),
      inbox: all("inbox"),
      label: all("label"),
      macro: all("macro"),
      member: all("member"),
      message: all("message"),
      operation: all("operation"),
      team: all("team"),
      token: all("token"),
      view: all("view"),
    };
  });

/** One after the other on one connection, but without a round trip for each. */
async function readAccount(db: Db, accountId: number): Promise<Snapshot> {
  const rows = <R>(columns: Readonly<Record<string, string>>, table: string) =>
    db.query<R>(`select ${select(columns)} from ${table} where account_id = $1`, [accountId]);
  const read = await Promise.all([
    findAccount(db, accountId),
    selectConversations(db, accountId, "true", []),
    listBulks(db, accountId, { state: null, before: null, limit: ALL }),
    rows<CannedReplyRow>(CANNED_REPLY_COLUMNS, "canned_reply"),
    rows<ContactRow>(CONTACT_COLUMNS, "contact"),
    rows<EndpointRow>(ENDPOINT_COLUMNS, "endpoint"),
    rows<InboxRow>(INBOX_COLUMNS, "inbox"),
    rows<LabelRow>(LABEL_COLUMNS, "label"),
    listMembers(db, accountId, ALL),
    rows<MessageRow>(MESSAGE_COLUMNS, "message"),
    rows<OperationRow>(OPERATION_COLUMNS, "operation"),
    listTeams(db, accountId, { isEvery: true }),
    rows<SavedViewRow>(SAVED_VIEW_COLUMNS, "saved_view"),
    listTokens(db, accountId, ALL),
    rows<AttributeDefinitionRow>(ATTRIBUTE_DEFINITION_COLUMNS, "attribute_definition"),
    rows<AlertRow>(ALERT_COLUMNS, "alert"),
    rows<ContactNoteRow>(CONTACT_NOTE_COLUMNS, "contact_note"),
    rows<CommandMessageRow>(COMMAND_MESSAGE_COLUMNS, "command_message"),
    rows<ConversationMemberRow>(CONVERSATION_MEMBER_COLUMNS, "conversation_member"),
    rows<CompanyRow>(COMPANY_COLUMNS, "company"),
    rows<MacroRow>(MACRO_COLUMNS, "macro"),
  ]);
  const [account, found, bulks, replies, contacts, endpoints, inboxes] = read;
  const [
    ,
    ,
    ,
    ,
    ,
    ,
    ,
    labels,
    members,
    messages,
    operations,
    teams,
    views,
    tokens,
    definitions,
    alerts,
    notes,
    commands,
    customers,
    companies,
    macros,
  ] = read;
  const finished = operations.filter(({ finishedAt }) => finishedAt !== null); // a running one has no event yet
  return {
    account: byId(account ? [account] : []),
    alert: byId(alerts.map(toAlertDto)),
    attribute_definition: byId(definitions.map(toAttributeDefinitionDto)),
    bulk_operation: byId(bulks.map(toBulkDto)),
    canned_reply: byId(replies.map(toCannedReplyDto)),
    command_message: byId(commands.map(toCommandMessageFields)),
    company: byId(companies.map(toCompanyDto)),
    contact: byId<ContactDto>(contacts.map(toContactDto)),
    contact_note: byId(notes.map(toContactNoteDto)),
    conversation: byId<ConversationDto>(found.map((row) => row.conversation)),
    conversation_member: byId(customers.map(toConversationMemberFields)),
    endpoint: byId(endpoints.map(toEndpointDto)),
    inbox: byId(inboxes.map(toInboxDto)),
    label: byId(labels.map(toLabelDto)),
    macro: byId(macros.map(toMacroDto)),
    member: byId(members),
    message: byId(messages.map(toMessageDto)),
    operation: byId(finished.map(toOperationDto)),
    team: byId(teams),
    view: byId(views.map(toViewDto)),
    token: byId(tokens.map(withoutUse)),
  };
}

/** The last use makes no events. */
const withoutUse = ({ lastUsedAt: _, lastUsedAddress: __, ...token }: UsedToken): TokenDto => token;

const byId = <D extends { id: number }>(dtos: readonly D[]): Record<number, D> =>
  Object.fromEntries(dtos.map((dto) => [dto.id, dto]));
