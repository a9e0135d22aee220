import type { Attachment } from "@/server/contract/_shared/dto";

/** The file as it is, the small picture of it, or the file to be saved. */
type FileUse = "show" | "preview" | "download";

/** The URL of a file for a signed-in member. */
export function fileUrl({ id, name }: Pick<Attachment, "id" | "name">, use: FileUse = "show"): string {
  const url = `/files/${id}/${encodeURIComponent(name)}`;
  return use === "show" ? url : `${url}?${use}`;
}
