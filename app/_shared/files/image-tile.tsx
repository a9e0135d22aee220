"use client";

import { ImageOff, Image as Picture } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { cn } from "@/app/_lib/class-names";
import { sizeText } from "@/app/_lib/files/file-text";
import type { Attachment } from "@/server/contract/_shared/dto";
import { checkMissing } from "./file-card";
import { thumbnailUrls } from "./image-source";

type ImageTileProps = {
  image: Attachment;
  onOpen: () => void;
  /** This many further images are not shown. */
  more?: number;
  /** It is smaller than its box, and not enlarged. */
  isSmall?: boolean;
  className?: string;
};

/** An image that fills its box; a click opens it. One that cannot be loaded, or is large and without a preview, is an icon; a missing one says so. */
export function ImageTile({ image, onOpen, more = 0, isSmall = false, className }: ImageTileProps) {
  const t = useTranslations("files");
  const [failed, setFailed] = useState<readonly string[]>([]);
  const [isMissing, setMissing] = useState(false);
  const url = thumbnailUrls(image).find((one) => !failed.includes(one));
  const isGone = url === undefined && isMissing;
  /** The browser itself knows only that it has no picture. */
  const fail = (one: string) => {
    setFailed((known) => [...known, one]);
    void checkMissing(image).then(setMissing);
  };
  const label = isGone ? `${image.name}: ${t("gone")}` : t("open", { name: image.name });
  return (
    <button
      type="button"
      onClick={onOpen}
      disabled={isGone && more === 0}
      aria-label={label}
      title={isGone ? label : image.name}
      className={cn(
        "@container relative grid min-w-0 place-items-center overflow-hidden bg-hover text-muted text-xs disabled:cursor-default",
        url === undefined && "bg-surface inset-ring inset-ring-line",
        // An outline would be cut off by the grid.
        "after:absolute after:inset-0 after:rounded-[inherit] after:inset-ring-accent focus-visible:outline-none focus-visible:after:inset-ring-3",
        className,
      )}
    >
      {url === undefined ? (
        <Placeholder image={image} isGone={isGone} />
      ) : (
        // biome-ignore lint/performance/noImgElement: a member's own file, in the size that the server made
        <img
          src={url}
          alt=""
          loading="lazy"
          decoding="async"
          draggable={false}
          onError={() => fail(url)}
          className={cn("absolute inset-0 size-full", isSmall ? "object-scale-down" : "object-cover")}
        />
      )}
      {more > 0 ? (
        <span className="absolute inset-0 grid place-items-center bg-media/60 font-semibold text-lg text-on-media tabular-nums">
          +{more}
        </span>
      ) : null}
    </button>
  );
}

function Placeholder({ image, isGone }: { image: Attachment; isGone: boolean }) {
  const t = useTranslations("files");
  const locale = useLocale();
  const Icon = isGone ? ImageOff : Picture;
  return (
    <span className="flex max-w-full flex-col items-center gap-1 p-2 text-center">
      <Icon size={20} aria-hidden />
      <span className="@min-[6rem]:line-clamp-2 hidden">
        {isGone ? t("gone") : sizeText(image.bytes, locale)}
      </span>
    </span>
  );
}
