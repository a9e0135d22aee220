"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { MessageSquareText } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { fileUrl, sizeText } from "@/app/_lib/files/file-text";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { FileIcon, FileName } from "@/app/_shared/files/file-name";
import { ImageTile } from "@/app/_shared/files/image-tile";
import { LightboxProvider, useLightbox } from "@/app/_shared/files/lightbox/lightbox";
import { MoreButton } from "@/app/_shared/load-state";
import { openMessage, viewNow } from "@/app/_shared/view/navigate";
import { messagesWithFiles } from "@/app/_shell/cache/cache-writer";
import { filesOf } from "@/app/_shell/cache/queries";
import { IconButton } from "@/app/_ui/button";
import { Skeleton } from "@/app/_ui/display/skeleton";
import type { Attachment } from "@/server/contract/file/attachment";
import { fileKind, isInline } from "@/server/contract/file/constants";
import type { MessageWithFiles } from "@/server/contract/file/file";

type FilesPartProps = {
  displayId: number;
  /** The conversation goes to a message: a window over it closes. */
  onLeave?: (() => void) | undefined;
};

/** The files of a conversation by month, newest first: images as a grid, others as lines. */
export function FilesPart({ displayId, onLeave }: FilesPartProps) {
  const t = useTranslations("files");
  const trpc = useTRPC();
  const times = useTimes();
  const errorText = useErrorText();
  const list = useInfiniteQuery(filesOf(trpc, displayId));
  const { data, error } = list;
  if (error && !list.isFetchNextPageError) return <p className="text-muted">{errorText(error)}</p>;
  if (!data) return <Skeleton className="h-10" />;
  const months = filesByMonth(messagesWithFiles(data), times.month);
  if (months.length === 0) return <p className="text-muted">{t("none")}</p>;
  const numbers = new Map(
    months
      .flatMap(({ images, others }) => [...images, ...others])
      .map(({ file, number }) => [file.id, number]),
  );
  const show = (fileId: number) => {
    const number = numbers.get(fileId);
    if (number === undefined) return;
    openMessage({ ...viewNow(), selected: displayId }, number);
    onLeave?.();
  };
  return (
    <LightboxProvider onShow={show}>
      <div className="flex flex-col gap-3">
        {months.map((month) => (
          <Month key={month.month} month={month} all={months} onShow={show} />
        ))}
      </div>
      <MoreButton list={list} isSmall>
        {t("more")}
      </MoreButton>
    </LightboxProvider>
  );
}

type MonthProps = {
  month: FilesOfMonth;
  /** The lightbox goes through the images of all months. */
  all: readonly FilesOfMonth[];
  onShow: (fileId: number) => void;
};

function Month({ month: { month, images, others }, all, onShow }: MonthProps) {
  const open = useLightbox();
  const openImage = (fileId: number) => {
    const files = all.flatMap((one) => one.images.map(({ file }) => file));
    open(
      files,
      files.findIndex(({ id }) => id === fileId),
    );
  };
  return (
    <section aria-label={month}>
      <h4 className="mb-1 text-faint text-xs">{month}</h4>
      {images.length === 0 ? null : (
        <ul className="mb-1 grid grid-cols-4 gap-1">
          {images.map(({ file }) => (
            <li key={file.id} className="aspect-square">
              <ImageTile image={file} onOpen={() => openImage(file.id)} className="size-full rounded-s" />
            </li>
          ))}
        </ul>
      )}
      {others.length === 0 ? null : (
        <ul className="-mx-2 flex flex-col">
          {others.map(({ file, at }) => (
            <FileLine key={file.id} file={file} at={at} onShow={() => onShow(file.id)} />
          ))}
        </ul>
      )}
    </section>
  );
}

type ListedFile = {
  file: Attachment;
  /** The number of its message. */
  number: number;
  /** When the message was written. */
  at: string;
};

type FilesOfMonth = { month: string; images: ListedFile[]; others: ListedFile[] };

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

type FileLineProps = { file: Attachment; at: string; onShow: () => void };

/** One file that is no image: a click opens or downloads it, the button goes to its message. */
function FileLine({ file, at, onShow }: FileLineProps) {
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
