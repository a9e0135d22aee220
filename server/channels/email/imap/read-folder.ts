import type { ImapFlow } from "imapflow";
import { wordsOf } from "./connect-mailbox";

/** How far a folder has been read. UIDs grow within one UIDVALIDITY (RFC 9051, 2.3.1.1). */
export type FolderCursor = {
  uidValidity: string;
  /** The least UID that was not read. */
  uidNext: number;
  /** Mail with a lesser UID lay in the folder when reading began: it is read only if it arrived at `since` or later. */
  importBelow: number;
  since: Date;
};

/** A mail as it lies in a folder. `raw`: its bytes; only its header, if that, where it is larger than is fetched or withheld. */
export type FetchedMail = {
  uid: number;
  arrivedAt: Date | null;
  bytes: number;
  raw: Uint8Array;
  /** Why the server does not hand it over, in its words; else null. */
  withheld: string | null;
};

/** A mail that the server lists could not be fetched: the server refused it, or the connection ended. */
export class MailWithheld extends Error {
  /** The folder and the mail's UID. */
  readonly place: string;

  constructor(place: string, cause: unknown) {
    super(wordsOf(cause), { cause });
    this.place = place;
  }
}

/** How much of a mail is fetched. `why`: it is less because the server withholds the rest, in its words. */
export type Fetching = { part: "all" | "header" | "nothing"; why: string | null };

export type FolderReading = {
  folder: string;
  /** Null: the folder was never read. */
  cursor: FolderCursor | null;
  /** Mail that arrived since then is imported at the first reading; null = none. */
  importSince: Date | null;
  bytesMax: number;
  fetchingOf: (place: string) => Fetching;
  now: () => Date;
  /** Stores the cursor, and with it the mail, unless that was stored before. Rejects if it stored neither. */
  store: (mail: FetchedMail | null, cursor: FolderCursor) => Promise<void>;
};

/** UIDs of which the sizes are fetched together. */
const CHUNK = 200;

/**
 * Reads what is new in a folder, in the order of arrival, and stores each mail with the cursor behind it. So a process that is
 * killed at any point reads again what is not stored, and nothing else. A mail that cannot be stored ends it with that error, and one that
 * cannot be fetched with `MailWithheld`.
 * @returns the cursor behind the last mail.
 */
export async function readFolder(client: ImapFlow, reading: FolderReading): Promise<FolderCursor> {
  const { store } = reading;
  const mailbox = await client.mailboxOpen(reading.folder, { readOnly: true });
  let cursor = cursorAt(mailbox, reading);
  let stored = reading.cursor;
  const keep = async (mail: FetchedMail | null) => {
    await store(mail, cursor);
    stored = cursor;
  };
  if (cursor !== stored) await keep(null);
  const uids = await client.search({ uid: `${cursor.uidNext}:*` }, { uid: true });
  if (!uids) throw new Error(`the folder ${reading.folder} could not be searched`);
  // `n:*` names the last mail even if its UID is less than n.
  const left = uids.filter((uid) => uid >= cursor.uidNext).sort((a, b) => a - b);
  for (let at = 0; at < left.length; at += CHUNK)
    for (const found of await listFound(client, left.slice(at, at + CHUNK))) {
      const mail = isWanted(found, cursor) ? await fetchMail(client, found, reading) : null;
      cursor = { ...cursor, uidNext: found.uid + 1 };
      if (mail) await keep(mail);
    }
  if (cursor !== stored) await keep(null); // what was passed over is not listed again
  return cursor;
}

/** The cursor to read on from. Another UIDVALIDITY means that the folder was made anew, and none of its UIDs is known. */
function cursorAt(
  { uidValidity, uidNext }: { uidValidity: bigint; uidNext: number },
  { cursor, importSince, now }: FolderReading,
): FolderCursor {
  const validity = String(uidValidity);
  if (cursor?.uidValidity === validity) return cursor;
  const since = cursor?.since ?? importSince;
  return since === null
    ? { uidValidity: validity, uidNext, importBelow: 1, since: now() }
    : { uidValidity: validity, uidNext: 1, importBelow: uidNext, since };
}

type Found = Pick<FetchedMail, "uid" | "arrivedAt" | "bytes">;

async function listFound(client: ImapFlow, uids: readonly number[]): Promise<Found[]> {
  const found: Found[] = [];
  const query = { uid: true, size: true, internalDate: true };
  for await (const { uid, size = 0, internalDate } of client.fetch([...uids], query, { uid: true }))
    found.push({ uid, bytes: size, arrivedAt: internalDate === undefined ? null : new Date(internalDate) });
  return found.sort((a, b) => a.uid - b.uid);
}

const isWanted = ({ uid, arrivedAt }: Found, { importBelow, since }: FolderCursor): boolean =>
  uid >= importBelow || (arrivedAt !== null && arrivedAt >= since);

/** Null: it was removed from the folder meanwhile. */
async function fetchMail(
  client: ImapFlow,
  found: Found,
  { folder, bytesMax, fetchingOf }: FolderReading,
): Promise<FetchedMail | null> {
  const place = `${folder} ${found.uid}`;
  const { part, why: withheld } = fetchingOf(place);
  if (part === "nothing") return { ...found, raw: new Uint8Array(), withheld };
  const key = found.bytes > bytesMax || part === "header" ? "headers" : "source";
  try {
    const fetched = await client.fetchOne(String(found.uid), { uid: true, [key]: true }, { uid: true });
    const raw = fetched ? fetched[key] : null;
    return raw ? { ...found, raw, withheld } : null;
  } catch (error) {
    throw new MailWithheld(place, error);
  }
}
