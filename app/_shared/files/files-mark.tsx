import { Image, Paperclip } from "lucide-react";
import { cn } from "@/app/_lib/class-names";
import type { LastMessage } from "@/server/contract/_shared/dto";
import { fileKind } from "@/server/contract/file/constants";

type FilesMarkProps = { files: LastMessage["files"]; className?: string };

/** An icon before the text of a message with files. */
export function FilesMark({ files, className }: FilesMarkProps) {
  if (!files) return null;
  const Icon = files.count === 1 && fileKind(files.contentType) === "image" ? Image : Paperclip;
  return <Icon size={12} aria-hidden className={cn("mr-1 inline align-[-1px]", className)} />;
}
