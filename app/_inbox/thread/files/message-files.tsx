"use client";

import { lazy, memo, Suspense } from "react";
import { cn } from "@/app/_lib/class-names";
import { whenReachable } from "@/app/_lib/when-reachable";
import { FileCard } from "@/app/_shared/files/file-card";
import { imageBox, imageSize } from "@/app/_shared/files/image-source";
import { ImageTile } from "@/app/_shared/files/image-tile";
import { useLightbox } from "@/app/_shared/files/lightbox/lightbox";
import { Skeleton } from "@/app/_ui/display/skeleton";
import type { Attachment } from "@/server/contract/_shared/dto";
import { fileKind } from "@/server/contract/file/constants";

const Media = lazy(whenReachable(() => import("./media")));

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

const SHOWN_MAX = 4;

/** The images of a message: one in its shape, several as a grid, the fourth with the number of further ones. */
function ImageGrid({ images }: { images: readonly Attachment[] }) {
  const open = useLightbox();
  const [first] = images;
  if (!first) return null;
  if (images.length === 1) {
    const size = imageSize(first);
    const { width, height } = imageBox(size);
    const isSmall = size !== null && size.width < width && size.height < height;
    return (
      <div className="max-w-full" style={{ width, aspectRatio: `${width} / ${height}` }}>
        <ImageTile
          image={first}
          onOpen={() => open(images, 0)}
          isSmall={isSmall}
          className="size-full rounded-s"
        />
      </div>
    );
  }
  return (
    <div
      className={cn(
        "grid w-80 max-w-full grid-cols-2 gap-0.5 overflow-hidden rounded-s",
        images.length === 2 ? "aspect-2/1" : "aspect-4/3 grid-rows-2",
      )}
    >
      {images.slice(0, SHOWN_MAX).map((image, index) => (
        <ImageTile
          key={image.id}
          image={image}
          onOpen={() => open(images, index)}
          more={index === SHOWN_MAX - 1 ? images.length - SHOWN_MAX : 0}
          className={cn("size-full", images.length === 3 && index === 0 && "row-span-2")}
        />
      ))}
    </div>
  );
}
