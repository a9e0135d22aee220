"use client";

import { RotateCw, X } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { cn } from "@/app/_lib/class-names";
import { sizeText } from "@/app/_lib/files/file-text";
import { canRetry, type Upload } from "@/app/_lib/files/upload-state";
import { FileIcon } from "@/app/_shared/files/file-icon";
import { FileName } from "@/app/_shared/files/file-name";
import { Button } from "@/app/_ui/button";
import type { Files } from "./use-files";
import { useProblemText } from "./use-problem-text";

const ICON_PX = 14;

/** The files of the message that is being written: what they are, how far their upload is, and why it failed. */
export function FileTiles({ files, statusId }: { files: Files; statusId: string }) {
  const t = useTranslations("files");
  const { uploads } = files;
  return (
    <>
      {uploads.length === 0 ? null : (
        <ul
          aria-label={t("attached")}
          className="grid max-h-48 grid-cols-[repeat(auto-fill,minmax(9.5rem,1fr))] gap-1.5 overflow-y-auto px-3 pt-2 md:grid-cols-[repeat(auto-fill,minmax(12rem,1fr))]"
        >
          {uploads.map((upload) => (
            <FileTile key={upload.key} upload={upload} files={files} />
          ))}
        </ul>
      )}
      <UploadStatus files={files} id={statusId} />
    </>
  );
}

/** What keeps the message from being sent. Read aloud when it changes: when uploads end or fail, not with each percent. */
function UploadStatus({ files: { uploads, blockedBy }, id }: { files: Files; id: string }) {
  const t = useTranslations("files");
  const failed = uploads.filter(({ state }) => state.kind === "failed").length;
  const running = uploads.filter(({ state }) => state.kind !== "failed" && state.kind !== "stored").length;
  return (
    <p
      id={id}
      role="status"
      className={cn(
        "px-3.5 pt-1.5 text-sm empty:hidden",
        blockedBy === "failed" ? "text-bad" : "text-muted",
        blockedBy === null && "sr-only",
      )}
    >
      {blockedBy === "failed" ? t("failed", { count: failed }) : null}
      {blockedBy === "running" ? t("running", { count: running }) : null}
      {blockedBy === null && uploads.length > 0 ? t("ready", { count: uploads.length }) : null}
    </p>
  );
}

function FileTile({ upload, files }: { upload: Upload; files: Files }) {
  const t = useTranslations("files");
  const { key, name, state, image } = upload;
  const isFailed = state.kind === "failed";
  return (
    <li
      className={cn(
        "relative flex h-13 min-w-0 items-center overflow-hidden rounded-s border",
        isFailed ? "border-bad-line bg-bad-soft" : "border-line bg-bg",
      )}
    >
      <span
        className={cn(
          "grid h-full shrink-0 place-items-center overflow-hidden",
          image ? "w-11" : "w-9",
          isFailed ? "text-bad" : "text-muted",
        )}
      >
        {image ? (
          // biome-ignore lint/performance/noImgElement: an object URL of this page
          <img src={image.url} alt="" className="size-full object-cover" />
        ) : (
          <FileIcon file={upload} size={20} />
        )}
      </span>
      <span className={cn("min-w-0 flex-1", image && "pl-2")}>
        <FileName name={name} className="font-medium text-sm" />
        <TileText upload={upload} limits={files.limits} />
      </span>
      {isFailed && canRetry(state.problem) ? (
        <Button
          variant="ghost"
          size="icon"
          aria-label={t("retry", { name })}
          title={t("retry", { name })}
          onClick={() => files.retry(key)}
          className="size-6.5"
        >
          <RotateCw size={ICON_PX} aria-hidden />
        </Button>
      ) : null}
      <Button
        variant="ghost"
        size="icon"
        aria-label={t(state.kind === "sending" ? "cancel" : "remove", { name })}
        onClick={() => files.remove(key)}
        className="mr-1 size-6.5"
      >
        <X size={ICON_PX} aria-hidden />
      </Button>
      {state.kind === "sending" ? (
        <span
          aria-hidden
          className="absolute inset-x-0 bottom-0 h-0.5 origin-left bg-accent transition-transform rtl:origin-right"
          style={{ transform: `scaleX(${state.percent / 100})` }}
        />
      ) : null}
    </li>
  );
}

/** The second line of a tile: the size, how much is uploaded, or why it failed. */
function TileText({ upload: { bytes, state }, limits }: { upload: Upload; limits: Files["limits"] }) {
  const t = useTranslations("files");
  const locale = useLocale();
  const problemText = useProblemText(limits);
  const size = sizeText(bytes, locale);
  if (state.kind === "failed") {
    const text = problemText(state.problem);
    return (
      <span title={text} className="block truncate text-bad text-xs">
        {text}
      </span>
    );
  }
  return (
    <span className="block truncate text-muted text-xs tabular-nums">
      {state.kind === "waiting" ? t("waiting") : null}
      {state.kind === "sending" ? t("sending", { percent: state.percent, size }) : null}
      {state.kind === "stored" ? size : null}
    </span>
  );
}
