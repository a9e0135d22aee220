"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { durationText, fileUrl } from "@/app/_lib/files/file-text";
import { checkMissing, FileCard } from "@/app/_shared/files/file-card";
import { FileName } from "@/app/_shared/files/file-name";
import type { Attachment } from "@/server/contract/_shared/dto";
import { fileKind } from "@/server/contract/file/constants";

/**
 * Plays audio or video in place. What the browser cannot play is a card to download. Loaded on demand, hence the
 * default export.
 */
export default function Media({ file }: { file: Attachment }) {
  const t = useTranslations("files");
  const [problem, setProblem] = useState<"unplayable" | "missing" | null>(null);
  if (problem) return <FileCard file={file} isMissing={problem === "missing"} />;
  const player = {
    src: fileUrl(file),
    controls: true,
    preload: "metadata",
    "aria-label": t("play", { name: file.name }),
    onError: () =>
      void checkMissing(file).then((isMissing) => setProblem(isMissing ? "missing" : "unplayable")),
  } as const;
  return (
    <figure>
      {fileKind(file.contentType) === "audio" ? (
        <audio {...player} className="block h-10 w-full" />
      ) : (
        <div className="aspect-video overflow-hidden rounded-s bg-media">
          <video
            {...player}
            playsInline
            className="size-full"
            {...(file.hasPreview && { poster: fileUrl(file, "preview") })}
          />
        </div>
      )}
      <figcaption className="mt-1 flex gap-2 px-1 text-muted text-xs">
        <FileName name={file.name} />
        {file.durationMs === null ? null : (
          <span className="ml-auto shrink-0 tabular-nums">{durationText(file.durationMs)}</span>
        )}
      </figcaption>
    </figure>
  );
}
