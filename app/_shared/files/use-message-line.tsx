"use client";

import { Image, Paperclip } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "@/app/_lib/class-names";
import type { LastMessage } from "@/server/contract/_shared/dto";
import { fileKind } from "@/server/contract/file/constants";
import { wordsOf } from "@/server/contract/message/marks";

type Line = Pick<LastMessage, "content" | "files">;

/** More of a text does not fit on a line. */
const LINE_CHARS_MAX = 1_000;

/** Returns a function for a message on one line: its words, or what its files are. */
export function useMessageLine(): (message: Line) => string {
  const t = useTranslations("files");
  return ({ content, files }) => {
    const text = wordsOf(content.slice(0, LINE_CHARS_MAX));
    if (text !== "" || !files) return text;
    if (files.count > 1) return t("several", { count: files.count });
    const kind = fileKind(files.contentType);
    return kind === "file" ? files.name : t(`kind.${kind}`);
  };
}

type FilesMarkProps = { files: LastMessage["files"]; className?: string };

/** An icon before the text of a message with files. */
export function FilesMark({ files, className }: FilesMarkProps) {
  if (!files) return null;
  const Icon = files.count === 1 && fileKind(files.contentType) === "image" ? Image : Paperclip;
  return <Icon size={12} aria-hidden className={cn("mr-1 inline align-[-1px]", className)} />;
}
