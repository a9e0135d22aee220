import { z } from "zod";
import type { WhatsappInbox } from "@/server/channels/whatsapp/receive/store-message";
import type { Notice } from "@/server/contract/channel/number-health";
import { readChannelHealth } from "@/server/store/inboxes/channel-health";
import { saveNotice } from "@/server/store/inboxes/number-health";
import { findAllBySetting } from "./find-inbox";
import type { AccountChange } from "./notification";

const quality = z.object({
  display_phone_number: z.string(),
  event: z.string(),
  current_limit: z.string().optional(),
  max_daily_conversations_per_business: z.union([z.string(), z.number()]).optional(),
});

const nameUpdate = z.object({
  display_phone_number: z.string(),
  decision: z.string(),
  rejection_reason: z.string().nullish(),
});

const accountUpdate = z.object({
  event: z.string(),
  ban_info: z.object({ waba_ban_state: z.string() }).partial().optional(),
  violation_info: z.object({ violation_type: z.string() }).partial().optional(),
  restriction_info: z.array(z.object({ restriction_type: z.string() }).partial()).optional(),
  waba_info: z.object({ waba_id: z.string() }).partial().optional(),
});

/** Events of an account by which messages stop, or go again. Others, such as prices and partners, are not shown. */
const SHOWN: ReadonlySet<string> = new Set([
  "ACCOUNT_DELETED",
  "ACCOUNT_OFFBOARDED",
  "ACCOUNT_RECONNECTED",
  "ACCOUNT_RESTRICTION",
  "ACCOUNT_VIOLATION",
  "DISABLED_UPDATE",
  "PARTNER_APP_UNINSTALLED",
  "PARTNER_REMOVED",
]);

/** What is to show. `displayNumber`: only of this number. */
type Report = { notice: Omit<Notice, "at"> | null; accountId: string; displayNumber: string | null };

/** The content of a report; null: nothing that concerns an inbox. */
function reportOf({ accountId, field, value }: AccountChange): Report | null {
  switch (field) {
    case "phone_number_quality_update": {
      const read = quality.safeParse(value).data;
      if (!read) return null;
      const limit = read.max_daily_conversations_per_business ?? read.current_limit;
      const notice = { event: read.event, detail: limit === undefined ? null : String(limit) };
      return { notice, accountId, displayNumber: read.display_phone_number };
    }
    case "phone_number_name_update": {
      const read = nameUpdate.safeParse(value).data;
      if (!read) return null;
      const reason = read.rejection_reason ?? "NONE";
      const notice = { event: read.decision, detail: reason === "NONE" ? null : reason };
      return { notice, accountId, displayNumber: read.display_phone_number };
    }
    case "account_update": {
      const read = accountUpdate.safeParse(value).data;
      if (!read || !SHOWN.has(read.event)) return null;
      const { ban_info: ban, violation_info: violation, restriction_info: restrictions = [] } = read;
      const types = restrictions.flatMap(({ restriction_type: type }) => type ?? []);
      const detail = ban?.waba_ban_state ?? violation?.violation_type ?? (types.join(", ") || null);
      const notice = { event: read.event, detail };
      // Events of partners come under the partner's own id.
      return { notice, accountId: read.waba_info?.waba_id ?? accountId, displayNumber: null };
    }
    case "business_capability_update":
      return { notice: null, accountId, displayNumber: null };
    default:
      return null;
  }
}

/**
 * Stores what Meta reports of an account and its numbers at the inboxes that it is about, whose numbers are then read anew. Of a report
 * that comes late or again the newest stays.
 */
export async function takeAccounts(
  inbox: WhatsappInbox,
  changes: readonly AccountChange[],
  isSigned: (appSecret: string) => boolean,
): Promise<void> {
  const { accountId, services } = inbox;
  const now = services.now();
  for (const change of changes) {
    const report = reportOf(change);
    if (!report) continue;
    const setting = { name: "businessAccountId", value: report.accountId } as const;
    const notice = report.notice && { at: (change.at ?? now).toISOString(), ...report.notice };
    for (const { inboxId } of await findAllBySetting(inbox, setting, isSigned))
      if (await isAbout(inbox, inboxId, report.displayNumber))
        await saveNotice(services.database, accountId, { inboxId, kind: change.field, notice, now });
  }
}

/** Whether an inbox has this number, as far as its number was read. */
async function isAbout(
  { accountId, services }: WhatsappInbox,
  inboxId: number,
  displayNumber: string | null,
): Promise<boolean> {
  if (displayNumber === null) return true;
  const { connection } = await readChannelHealth(services.database, accountId, inboxId);
  const known = connection?.number?.displayNumber;
  return known === undefined || digitsOf(known) === digitsOf(displayNumber);
}

const digitsOf = (text: string): string => text.replaceAll(/\D/g, "");
