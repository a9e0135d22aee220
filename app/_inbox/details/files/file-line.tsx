"use client";

import { MessageSquareText } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { sizeText } from "@/app/_lib/files/file-text";
import { fileUrl } from "@/app/_lib/files/file-url";
import { useTimes } from "@/app/_lib/times/times";
import { FileIcon, FileName } from "@/app/_shared/files/file-name";
import { IconButton } from "@/app/_ui/icon-button";
import type { Attachment } from "@/server/contract/file/attachment";
import { isInline } from "@/server/contract/file/constants";

type FileLineProps = { file: Attachment; at: string; onShow: () => void };

/** One file that is no image: a click opens or downloads it, the button goes to its message. */
export function FileLine({ file, at, onShow }: FileLineProps) {
  const t = useTranslations("files");
  const locale = useLocale();
  const times = useTimes();
  const opens = isInline(file.contentType);
  const content = (
    <>
      <FileIcon file={file} size={16} className="shrink-0 text-muted" />
      <span className="min-w-0 flex-1">
        <FileName name={file.name} />
        <span className="block truncate text-faint text-xs tabular-nums">
          {file.state === "pending" ? t("pending") : sizeText(file.bytes, locale)} ·{" "}
          <time dateTime={at}>{times.near(at)}</time>
        </span>
      </span>
    </>
  );
  const shape = "flex min-w-0 flex-1 items-center gap-2.5 rounded-s px-2 py-1";
  return (
    <li className="group flex items-center rounded-s hover:bg-hover">
      {file.state === "pending" ? (
        <span className={shape}>{content}</span>
      ) : (
        <a
          href={fileUrl(file, opens ? "show" : "download")}
          {...(opens ? { target: "_blank", rel: "noopener" } : { download: file.name })}
          aria-label={t(opens ? "open" : "download", { name: file.name })}
          className={shape}
        >
          {content}
        </a>
      )}
      <IconButton
        label={t("show")}
        onClick={onShow}
        className="opacity-0 focus-visible:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100"
      >
        <MessageSquareText size={15} aria-hidden />
      </IconButton>
    </li>
  );
}
