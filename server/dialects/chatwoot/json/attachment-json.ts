import type { Attachment, MessageDto } from "@/server/contract/_shared/dto";
import { type FileUrlsOf, fileKind } from "@/server/contract/file/file";
import { endingInName, fileUrls, type Rendering } from "@/server/files/file-url";

/** `urlsOf`: the addresses of files where they are not those of `rendering`. */
export type FileRendering = Rendering & { urlsOf?: FileUrlsOf };

type Of = { messageId: number; accountId: number; rendering: FileRendering };

/**
 * A file in Chatwoot's JSON. Its addresses need no token, and `data_url` ends in the name: clients read the type from
 * it. A file that is not there has an empty `data_url`, and its name and what happened to it in `fallback_title` and
 * `meta`.
 */
export function attachmentJson(file: Attachment, { messageId, accountId, rendering }: Of) {
  const kind = fileKind(file.contentType);
  const { url: signed = "", previewUrl } = rendering.urlsOf?.(file) ?? fileUrls(file, rendering);
  const url = endingInName(signed);
  return {
    id: file.id,
    message_id: messageId,
    file_type: kind,
    account_id: accountId,
    extension: extensionOf(file.name),
    content_type: file.contentType,
    data_url: url,
    thumb_url: previewUrl ?? (kind === "image" ? url : ""),
    file_size: file.bytes,
    width: file.width,
    height: file.height,
    ...(kind === "audio" ? { transcribed_text: "" } : {}),
    ...(file.state === "ready"
      ? {}
      : { fallback_title: file.name, meta: { state: file.state, failure: file.failure } }),
  };
}

const extensionOf = (name: string): string | null => /[^.]\.([^.]{1,20})$/u.exec(name)?.[1] ?? null;

const FAULTS: Readonly<Record<NonNullable<Attachment["failure"]>, string>> = {
  too_large: "is too large",
  too_many: "is one file too many for a message",
  not_stored: "could not be stored",
  interrupted: "did not arrive completely",
  address_refused: "could not be fetched: its address is not allowed",
  not_reachable: "could not be fetched",
  not_found: "was not found at its address",
};

/** The most files that the text names. */
const NAMED = 3;

/** What happened to files that could not be taken, as a text for `external_error`; null: nothing. */
export function fileErrorOf({ attachments = [] }: Pick<MessageDto, "attachments">): string | null {
  const faults = attachments.flatMap(({ name, failure }) =>
    failure === null ? [] : [`Attachment "${name}" ${FAULTS[failure]}`],
  );
  if (faults.length === 0) return null;
  const others = faults.length - NAMED;
  return [...faults.slice(0, NAMED), ...(others > 0 ? [`and ${others} more`] : [])].join("; ");
}
