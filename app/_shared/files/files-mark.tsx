import { Film, Image, type LucideIcon, Mic, Paperclip } from "lucide-react";
import { cn } from "@/app/_lib/class-names";
import type { LastMessage } from "@/server/contract/_shared/dto";
import { type FileKind, fileKind } from "@/server/contract/file/constants";

const ICONS: Record<FileKind, LucideIcon> = { image: Image, audio: Mic, video: Film, file: Paperclip };

type FilesMarkProps = { files: LastMessage["files"]; className?: string };

/** An icon before the text of a message with files: by the type of its only file, else a clip. */
export function FilesMark({ files, className }: FilesMarkProps) {
  if (!files) return null;
  const Icon = files.count > 1 ? Paperclip : ICONS[fileKind(files.contentType)];
  return <Icon size={12} aria-hidden className={cn("mr-1 inline align-[-1px]", className)} />;
}
