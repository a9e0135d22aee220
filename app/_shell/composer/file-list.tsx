"use client";

import { RotateCw, X } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { cn } from "@/app/_lib/class-names";
import { fileUrl, sizeText } from "@/app/_lib/files/file-text";
import { canRetry, type Upload, type UploadProblem } from "@/app/_lib/files/upload-state";
import type { FileLimits } from "@/app/_lib/files/uploads";
import { FileIcon, FileName } from "@/app/_shared/files/file-name";
import { Button } from "@/app/_ui/button";
import type { Files } from "./use-files";

const ICON_PX = 14;

type FileListProps = { files: Pick<Files, "uploads" | "limits" | "retry" | "remove">; className?: string };

/** Files as tiles: what they are, how far their upload is, and why it failed. Loaded on demand, hence the default export. */
export default function FileList({ files, className }: FileListProps) {
  const t = useTranslations("files");
  return (
    <ul
      aria-label={t("attached")}
      className={cn(
        "grid max-h-48 grid-cols-[repeat(auto-fill,minmax(9.5rem,1fr))] gap-1.5 overflow-y-auto md:grid-cols-[repeat(auto-fill,minmax(12rem,1fr))]",
        className,
      )}
    >
      {files.uploads.map((upload) => (
        <FileTile key={upload.key} upload={upload} files={files} />
      ))}
    </ul>
  );
}

function FileTile({ upload, files }: { upload: Upload; files: FileListProps["files"] }) {
  const t = useTranslations("files");
  const { key, name, state } = upload;
  const picture = pictureOf(upload);
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
          picture ? "w-11" : "w-9",
          isFailed ? "text-bad" : "text-muted",
        )}
      >
        {picture ? (
          // biome-ignore lint/performance/noImgElement: an object URL of this page, or a preview that is small already
          <img src={picture} alt="" className="size-full object-cover" />
        ) : (
          <FileIcon file={upload} size={20} />
        )}
      </span>
      <span className={cn("min-w-0 flex-1", picture && "pl-2")}>
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

/** The address of a small picture of the file, or null. */
function pictureOf({ image, state }: Upload): string | null {
  if (image) return image.url;
  return state.kind === "stored" && state.attachment.hasPreview ? fileUrl(state.attachment, "preview") : null;
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

/** Returns a function for the reason why a file was not uploaded. */
function useProblemText(limits: FileLimits | null): (problem: UploadProblem) => string {
  const t = useTranslations("files.problem");
  const locale = useLocale();
  return (problem) =>
    problem === "too_large" && limits ? t("over", { limit: sizeText(limits.bytesMax, locale) }) : t(problem);
}
