import type { Attachment } from "@/server/contract/_shared/attachment";
import { fileKind } from "@/server/contract/file/constants";
import type { MessageWithFiles } from "@/server/contract/file/message-with-files";

type ListedFile = {
  file: Attachment;
  /** The number of its message. */
  number: number;
  /** When the message was written. */
  at: string;
};

export type FilesOfMonth = { month: string; images: ListedFile[]; others: ListedFile[] };

/** The files of messages by month, in the order of the messages. Those that could not be taken are left out. */
export function filesByMonth(
  messages: readonly MessageWithFiles[],
  monthOf: (at: string) => string,
): FilesOfMonth[] {
  const months: FilesOfMonth[] = [];
  for (const { number, createdAt: at, attachments } of messages) {
    const taken = attachments.filter(({ state }) => state !== "failed");
    if (taken.length === 0) continue;
    const name = monthOf(at);
    let month = months.at(-1);
    if (month?.month !== name) {
      month = { month: name, images: [], others: [] };
      months.push(month);
    }
    for (const file of taken) {
      const isImage = file.state === "ready" && fileKind(file.contentType) === "image";
      month[isImage ? "images" : "others"].push({ file, number, at });
    }
  }
  return months;
}
