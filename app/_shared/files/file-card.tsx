"use client";

import { Download, FileClock, FileX } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { cn } from "@/app/_lib/class-names";
import { durationText, fileUrl, sizeText } from "@/app/_lib/files/file-text";
import { IconButton } from "@/app/_ui/button";
import type { Attachment } from "@/server/contract/_shared/dto";
import { isInline } from "@/server/contract/file/constants";
import { FileIcon, FileName } from "./file-name";

type FileCardProps = {
  file: Attachment;
  /** The server has said that its bytes are missing. */
  isMissing?: boolean;
  className?: string;
};

/** A file as a card: icon, name and size; a click opens a PDF and downloads everything else. */
export function FileCard({ file, isMissing = false, className }: FileCardProps) {
  const t = useTranslations("files");
  const locale = useLocale();
  const [isGone, setGone] = useState(isMissing);
  if (file.state === "failed")
    return (
      <Card file={file} icon={<FileX size={20} />} isBad className={className}>
        {file.failure === null ? t("gone") : t(`failure.${file.failure}`)}
      </Card>
    );
  if (file.state === "pending")
    return (
      <Card file={file} icon={<FileClock size={20} className="animate-pulse" />} className={className}>
        {t("pending")}
      </Card>
    );
  if (isGone)
    return (
      <Card file={file} icon={<FileX size={20} />} className={className}>
        {t("gone")}
      </Card>
    );
  const opens = isInline(file.contentType);
  const facts = [sizeText(file.bytes, locale), file.durationMs === null ? "" : durationText(file.durationMs)];
  /** The browser itself says only that a download failed. */
  const check = () => void checkMissing(file).then((isNow) => isNow && setGone(true));
  const download = fileUrl(file, "download");
  return (
    <div className="relative w-full">
      <a
        href={opens ? fileUrl(file) : download}
        {...(opens ? { target: "_blank", rel: "noopener" } : { download: file.name })}
        onClick={check}
        aria-label={t(opens ? "open" : "download", { name: file.name })}
        className="block rounded-s"
      >
        <Card
          file={file}
          icon={<FileIcon file={file} size={20} />}
          className={cn("pr-10 hover:bg-hover", className)}
        >
          {facts.filter(Boolean).join(" · ")}
        </Card>
      </a>
      <IconButton
        label={t("download", { name: file.name })}
        onClick={() => {
          check();
          location.assign(download);
        }}
        className="absolute inset-y-0 right-1.5 my-auto"
      >
        <Download size={16} aria-hidden />
      </IconButton>
    </div>
  );
}

/** Whether the server says that there is no such file, or not any more. */
export async function checkMissing(file: Attachment): Promise<boolean> {
  const response = await fetch(fileUrl(file), { method: "HEAD" }).catch(() => null);
  return response?.status === 404 || response?.status === 410;
}

type CardProps = {
  file: Attachment;
  icon: ReactNode;
  isBad?: boolean;
  className?: string | undefined;
  children: ReactNode;
};

function Card({ file, icon, isBad = false, className, children }: CardProps) {
  return (
    <div
      className={cn(
        "flex w-full items-center gap-2.5 rounded-s border p-2",
        isBad ? "border-bad-line bg-bad-soft text-bad" : "border-line bg-surface text-muted",
        className,
      )}
    >
      <span aria-hidden className="grid size-8 shrink-0 place-items-center">
        {icon}
      </span>
      <span className="min-w-0 flex-1">
        <FileName name={file.name} className="font-medium text-fg" />
        <span className="block wrap-anywhere text-sm tabular-nums">{children}</span>
      </span>
    </div>
  );
}
