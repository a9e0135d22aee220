import { type ChangeQueue, createChangeQueue } from "@/server/commands/conversations/_steps/change-queue";
import { createReceiptQueue, type ReceiptQueue } from "@/server/commands/receipts/_steps/receipt-queue";
import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { OutsideCalls } from "@/server/contract/inbox/outside-calls";
import type { WebhookFormat } from "@/server/contract/webhook/webhook-format";
import { FILE_BYTES_MAX, type FileLimits, MESSAGE_FILES_MAX } from "@/server/domain/message/file";
import type { SingleSignOn } from "@/server/lib/auth/single-sign-on";
import { readEnv } from "@/server/lib/env/env";
import type { FileStore } from "@/server/lib/files/file-store";
import { openFileStore } from "@/server/lib/files/open-file-store";
import { shared } from "@/server/lib/shared";
import { type Database, openDatabase } from "@/server/store/_postgres/db";
import { forAccount } from "@/server/store/_postgres/for-account";
import { type DialectData, provideDialectData } from "@/server/store/deletions/dialect-data";
import { UNLIMITED, type UploadLimits } from "@/server/store/files/upload-usage";
import { provideWebhookFormats } from "@/server/store/webhooks/webhook-formats";
import { createRun, type Run } from "./run";

/** The dependencies of pages, actions and HTTP edges. One per process, although the process loads this code twice. */
export type Services = {
  /** Reaches all accounts, for authentication; one account only after `servicesFor`. */
  database: Database;
  run: Run;
  now: () => Date;
  /** The queue for receipts that arrive one at a time. */
  receipts: ReceiptQueue;
  /** The queue for changes of one conversation each. */
  changes: ChangeQueue;
  /** Whether password links and transcripts are mailed: `SMTP_URL` is set. */
  mailsLinks: boolean;
  /** Counts expensive work of an account, before it begins. Refuses `request.rate_limited`. */
  countExpensive: CountExpensive;
  /** Single sign-on with an OpenID provider; null: it is off. */
  singleSignOn: SingleSignOn | null;
  /** Whether members may sign in by password. */
  hasPasswords: boolean;
  /** The bytes of files. */
  files: FileStore;
  fileLimits: FileLimits;
  /** Budgets of all uploads together, and the disk that they leave free. */
  uploads: UploadLimits;
  /**
   * Calls of other systems on an administrator's request; null: the app that serves requests adds
   * them.
   */
  outside: OutsideCalls | null;
};

/** Refuses `mail.not_configured` where the installation sends no mails. */
export function requireMails({ mailsLinks }: Pick<Services, "mailsLinks">): void {
  if (!mailsLinks) throw new Refusal("mail.not_configured");
}

export type CountExpensive = (caller: Pick<Caller, "accountId">) => Promise<void>;

/**
 * The process's services, for code that Next calls: pages, actions, the app of a route file. Handlers get them from
 * their context. `main` provides them. A plain Next host creates them from `DATABASE_URL` at the first use, and the
 * relay of another process stamps events.
 */
export function services(): Services {
  const slot = shared("services", (): { current: Services | null } => ({ current: null }));
  slot.current ??= fromEnvironment();
  return slot.current;
}

type Optional =
  | "mailsLinks"
  | "countExpensive"
  | "singleSignOn"
  | "hasPasswords"
  | "files"
  | "fileLimits"
  | "uploads"
  | "outside";

/**
 * Without `mailsLinks`, links are shown for copying; without `countExpensive`, nothing is limited; without the other settings
 * members sign in by password only, and files are kept where the environment says. `formats`: the dialects' webhook formats; `dialectData`: what
 * they keep.
 */
type Provided = Omit<Services, "receipts" | "changes" | Optional> &
  Partial<Pick<Services, Optional>> & {
    formats?: readonly WebhookFormat[];
    dialectData: readonly DialectData[];
  };

/** Sets the process's services and returns them. Called once, by the composition root. Creates the queues. */
export function provideServices({ formats = [], dialectData, ...provided }: Provided): Services {
  provideWebhookFormats(formats);
  provideDialectData(dialectData);
  const current = createServices(provided);
  shared("services", (): { current: Services | null } => ({ current: null })).current = current;
  return current;
}

/** Creates services with queues of their own. */
export const createServices = (provided: Omit<Provided, "formats" | "dialectData">): Services => ({
  mailsLinks: false,
  countExpensive: async () => {},
  singleSignOn: null,
  hasPasswords: true,
  files: provided.files ?? openFileStore(readEnv()),
  fileLimits: { bytesMax: FILE_BYTES_MAX, perMessage: MESSAGE_FILES_MAX },
  uploads: UNLIMITED,
  outside: null,
  ...provided,
  receipts: createReceiptQueue(provided.run),
  changes: createChangeQueue(provided.run),
});

/** The services of a caller: the database shows the rows of their account only. */
export const servicesFor = <S extends Pick<Services, "database">>(
  all: S,
  { accountId }: Pick<Caller, "accountId">,
): S => ({ ...all, database: forAccount(all.database, accountId) });

function fromEnvironment(): Services {
  const url = process.env["DATABASE_URL"];
  if (!url) throw new Error("DATABASE_URL is not set and no process provided the database");
  const isPooled = Boolean(process.env["DATABASE_DIRECT_URL"]);
  const allAccountsUrl = process.env["DATABASE_WORKER_URL"];
  const database = openDatabase({ url, allAccountsUrl, prepares: !isPooled });
  const now = () => new Date();
  const mailsLinks = Boolean(process.env["SMTP_URL"]);
  return createServices({
    database,
    now,
    mailsLinks,
    run: createRun({ database, now, onCommitted: () => {} }),
  });
}
