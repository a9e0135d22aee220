"use client";

import { lazy, memo, Suspense } from "react";
import { cn } from "@/app/_lib/class-names";
import { FileCard } from "@/app/_shared/files/file-card";
import { Skeleton } from "@/app/_ui/display/skeleton";
import type { Attachment } from "@/server/contract/_shared/dto";
import { fileKind } from "@/server/contract/file/constants";
import { ImageGrid } from "./image-grid";

const Media = lazy(() => import("./media"));

const kindOf = ({ state, contentType }: Attachment) => (state === "ready" ? fileKind(contentType) : "file");

/** The files of a message: its images first, then players and cards in their order. */
export const MessageFiles = memo(function MessageFiles({ files }: { files: readonly Attachment[] }) {
  const images = files.filter((file) => kindOf(file) === "image");
  const others = files.filter((file) => kindOf(file) !== "image");
  return (
    <div className="-mx-1.5 mt-0.5 mb-1 flex flex-col gap-1.5" data-files={files.length}>
      <ImageGrid images={images} />
      {others.map((file) => (
        <div key={file.id} className="w-80 max-w-full">
          {kindOf(file) === "file" ? (
            <FileCard file={file} />
          ) : (
            <Suspense fallback={<MediaSkeleton file={file} />}>
              <Media file={file} />
            </Suspense>
          )}
        </div>
      ))}
    </div>
  );
});

/** As high as the player, so that nothing moves. */
const MediaSkeleton = ({ file }: { file: Attachment }) => (
  <div>
    <Skeleton className={cn("w-full rounded-s", kindOf(file) === "audio" ? "h-10" : "aspect-video")} />
    <p className="mt-1 text-xs">{"\u00a0"}</p>
  </div>
);
