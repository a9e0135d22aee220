import type { FileUrlsOf } from "@/server/contract/file/file";
import { mayHaveFiles } from "@/server/contract/webhook/native-formats";
import { fileUrls } from "@/server/files/rendered";
import type { Database } from "@/server/store/_postgres/db";
import { readAttachments } from "@/server/store/files/shown-attachments";
import { webhookFormats } from "@/server/store/webhooks/webhook-formats";
import type { RenderedEvent } from "./prepare";

/** The addresses of an event's files at the instant of a try. */
export type FileUrlsAt = (now: Date) => FileUrlsOf;

const NONE: FileUrlsAt = () => () => ({});

/**
 * Loads what the message of an event shows of its files now: nothing once it is deleted. Only for an event with files, in a
 * format that shows them; a sample's ids are fictitious, and may be another message's. A format that loads what the event lacks
 * loads the files too.
 */
export function createFileLoader(database: Database, baseUrl: string) {
  return (rendered: RenderedEvent): FileUrlsAt | Promise<FileUrlsAt> => {
    const { accountId, seq, format } = rendered.claimed;
    const { showsFiles, load: loads } = webhookFormats().get(format) ?? {};
    if (rendered.text === null || seq === null) return NONE;
    if (loads) return (now) => (file) => fileUrls(file, { now, baseUrl });
    if (!showsFiles) return NONE;
    if (!mayHaveFiles(rendered.text)) return NONE;
    const { resource } = rendered.event();
    if (resource.type !== "message") return NONE;
    return load({ accountId, messageId: resource.id });
  };

  async function load({
    accountId,
    messageId,
  }: {
    accountId: number;
    messageId: number;
  }): Promise<FileUrlsAt> {
    const found = await readAttachments(database, accountId, [messageId]);
    const shown = new Map(found.get(messageId)?.map((file) => [file.id, file]));
    return (now) =>
      ({ id }) => {
        const file = shown.get(id);
        return file ? fileUrls(file, { now, baseUrl }) : {};
      };
  }
}
