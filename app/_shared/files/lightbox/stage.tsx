"use client";

import { ImageOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { type MouseEvent, type RefObject, useImperativeHandle, useRef, useState } from "react";
import { cn } from "@/app/_lib/class-names";
import { fileUrl } from "@/app/_lib/files/file-text";
import { checkMissing } from "@/app/_shared/files/file-card";
import { imageSize, type Size, thumbnailUrls } from "@/app/_shared/files/image-source";
import type { Attachment } from "@/server/contract/_shared/dto";
import { useZoom } from "./use-zoom";

export type StageHandle = { zoomBy(factor: number): void; reset(): void };

type StageProps = {
  handle: RefObject<StageHandle | null>;
  image: Attachment;
  onSwipe: (step: 1 | -1) => void;
  onClose: () => void;
};

/** One image in the lightbox: its small picture until the original is loaded. A click beside it closes. */
export function Stage({ handle, image, onSwipe, onClose }: StageProps) {
  const t = useTranslations("files");
  const stage = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Size | null>(() => imageSize(image));
  const [state, setState] = useState<"loading" | "loaded" | "gone" | "unloadable">("loading");
  const { fitting, zoom, zoomBy, reset, handlers } = useZoom({ stage, size, onSwipe });
  useImperativeHandle(handle, () => ({ zoomBy, reset }));
  const closeBeside = (event: MouseEvent) => {
    if (event.target === event.currentTarget) onClose();
  };
  const [small] = thumbnailUrls(image);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys and buttons do the same
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes
    <div
      ref={stage}
      onClick={closeBeside}
      className="absolute inset-0 grid touch-none select-none place-items-center overflow-hidden md:inset-x-18 md:inset-y-2"
    >
      {state === "gone" || state === "unloadable" ? (
        <p className="flex flex-col items-center gap-2 text-on-media-muted">
          <ImageOff size={28} aria-hidden />
          {t(state)}
        </p>
      ) : (
        <div
          {...handlers}
          className={cn("relative", zoom.scale > 1 ? "cursor-grab active:cursor-grabbing" : "cursor-zoom-in")}
          style={{
            ...fitting,
            transform: `translate(${zoom.x}px, ${zoom.y}px) scale(${zoom.scale})`,
          }}
        >
          {fitting && small !== undefined && state === "loading" ? (
            // biome-ignore lint/performance/noImgElement: a member's own file
            <img src={small} alt="" draggable={false} className="absolute inset-0 size-full" />
          ) : null}
          {/* biome-ignore lint/performance/noImgElement: a member's own file */}
          <img
            src={fileUrl(image)}
            alt={image.name}
            draggable={false}
            onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) => {
              setState("loaded");
              if (width > 0 && height > 0) setSize({ width, height });
            }}
            onError={() =>
              void checkMissing(image).then((isMissing) => setState(isMissing ? "gone" : "unloadable"))
            }
            className={cn("relative size-full", !fitting && "invisible")}
          />
        </div>
      )}
    </div>
  );
}
