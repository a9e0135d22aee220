import { createHash } from "node:crypto";
import type { FetchedMail } from "@/server/channels/email/imap/read-folder";
import type { FolderRole } from "@/server/channels/email/imap/watch-mailbox";
import { BYTES_MAX, tooLarge } from "@/server/channels/email/read/bounds";
import type { MailRefusal } from "@/server/channels/email/read/mail";
import { readMail } from "@/server/channels/email/read/read-mail";
import type { ChannelParts } from "@/server/channels/manifest";
import { isRefusal, REFUSALS, type RefusalClass } from "@/server/contract/_shared/refusal";
import { messageIdDomain } from "@/server/domain/message/message-id-domain";
import { forAccount } from "@/server/store/_postgres/for-account";
import { markConnectionUsed } from "@/server/store/inboxes/channel-connection";
import { saveRefusedMail } from "@/server/store/inboxes/refused-mail";
import type { MailInbox } from "./find-thread";
import type { MailStored } from "./mail-stored";
import { storeMail } from "./store-mail";
import { storeSentMail } from "./store-sent-mail";

type Services = ChannelParts["services"];

/** A mail as it arrives. `raw`: its bytes, or what there is of them if it has more than are stored or is withheld. */
export type Arrival = Pick<FetchedMail, "raw" | "bytes"> &
  Partial<Pick<FetchedMail, "withheld">> & { role: FolderRole };

const STORE_OF = { inbox: storeMail, sent: storeSentMail } as const satisfies Record<FolderRole, unknown>;
/** What is read of a mail that is refused. */
const HEADER_BYTES_MAX = 64 * 1_024;

/**
 * Stores a mail that arrived, and notes it at the inbox's connection. A customer's mail that is refused is kept by its header, with
 * the reason, for administrators.
 */
export async function storeArrival(
  services: Services,
  inbox: MailInbox,
  { role, raw, bytes, withheld = null }: Arrival,
): Promise<MailStored> {
  const refusal = withheld === null ? (bytes > BYTES_MAX ? tooLarge(bytes) : null) : withheldFor(withheld);
  const stored: MailStored = refusal
    ? { kind: "refused", refusal }
    : await STORE_OF[role](services, inbox, raw).catch(refusedFor);
  if (role === "sent") return stored;
  const { accountId, inboxId } = inbox;
  const database = forAccount(services.database, accountId);
  if (stored.kind === "refused") await keepRefused(services, inbox, { raw, bytes, refusal: stored.refusal });
  if (stored.kind === "stored")
    await markConnectionUsed(database, accountId, { inboxId, direction: "in", now: services.now() });
  return stored;
}

const withheldFor = (words: string): MailRefusal => ({
  code: "mail.withheld",
  message: `The mail server does not hand over the mail: ${words}`,
});

/** Refusals that end by themselves, or with another look at the conversations: the mail is stored later. */
const PASSING: ReadonlySet<RefusalClass> = new Set(["unavailable", "full", "too_many", "not_found"]);

/** A mail that no later try could store is refused, so that it does not hold up those behind it. Throws any other fault. */
function refusedFor(error: unknown): MailStored {
  if (!isRefusal(error) || PASSING.has(REFUSALS[error.refusal])) throw error;
  const { refusal, detail } = error;
  const message = `The mail cannot be stored: ${[refusal, detail].filter(Boolean).join(", ")}.`;
  return { kind: "refused", refusal: { code: "mail.not_storable", message } };
}

type Refused = { raw: Uint8Array; bytes: number; refusal: MailRefusal };

async function keepRefused(
  { database, now }: Services,
  { accountId, inboxId, address }: MailInbox,
  { raw, bytes, refusal }: Refused,
): Promise<void> {
  const header = headerOf(raw);
  const reading = await readMail(header, { messageIdDomain: messageIdDomain(address) });
  const mail = "mail" in reading ? reading.mail : null;
  const digest = createHash("sha256").update(`${bytes} `).update(header).digest("hex");
  await saveRefusedMail(forAccount(database, accountId), accountId, {
    inboxId,
    mailKey: mail?.messageId ?? digest,
    sender: mail?.from?.address ?? null,
    subject: mail?.subject.toWellFormed() ?? "",
    code: refusal.code,
    reason: refusal.message,
    bytes,
    refusedAt: now(),
  });
}

/** A mail up to its first empty line. */
function headerOf(raw: Uint8Array): Uint8Array {
  const start = Buffer.from(raw.subarray(0, HEADER_BYTES_MAX));
  const ends = [start.indexOf("\r\n\r\n"), start.indexOf("\n\n")].filter((at) => at >= 0);
  return start.subarray(0, Math.min(start.length, ...ends));
}
