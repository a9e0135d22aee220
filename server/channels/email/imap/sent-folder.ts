import type { ImapFlow } from "imapflow";
import type { ImapServer } from "@/server/channels/email/mail-servers";
import type { ImapSettings } from "@/server/channels/email/settings";
import { withMailbox } from "./connect-mailbox";

/** The folder of sent mail: that of the settings, else the one that the server names. Null: there is none. */
export async function findSentFolder(client: ImapFlow, imap: ImapSettings): Promise<string | null> {
  if (imap.sentFolder !== undefined) return imap.sentFolder;
  const folders = await client.list();
  return folders.find(({ specialUse }) => specialUse === "\\Sent")?.path ?? null;
}

/** Whether the folder of sent mail has a mail with this Message-ID (without `<>`). */
export const isInSent = (imap: ImapServer, messageId: string): Promise<boolean> =>
  withMailbox(imap, async (client) => {
    const folder = await findSentFolder(client, imap);
    return folder !== null && hasMail(client, folder, messageId);
  });

/**
 * Puts a mail that was sent into the folder of sent mail, once. Gmail does it itself. `no_folder`: the mailbox has none.
 * Two calls for one mail at the same time may both put it there.
 */
export const keepInSent = (
  imap: ImapServer,
  { messageId, raw }: { messageId: string; raw: Uint8Array },
): Promise<"kept" | "was_there" | "no_folder"> =>
  withMailbox(imap, async (client) => {
    const folder = await findSentFolder(client, imap);
    if (folder === null) return "no_folder";
    if (keepsSentMail(client) || (await hasMail(client, folder, messageId))) return "was_there";
    if (!(await client.append(folder, raw, ["\\Seen"]))) throw new Error(`the folder ${folder} took no mail`);
    return "kept";
  });

/** Gmail's own extension of IMAP. */
const keepsSentMail = ({ capabilities }: ImapFlow): boolean => capabilities.has("X-GM-EXT-1");

async function hasMail(client: ImapFlow, folder: string, messageId: string): Promise<boolean> {
  await client.mailboxOpen(folder, { readOnly: true });
  const found = await client.search({ header: { "message-id": `<${messageId}>` } }, { uid: true });
  if (!found) throw new Error(`the folder ${folder} could not be searched`);
  return found.length > 0;
}
