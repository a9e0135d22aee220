"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { ChevronLeft, ChevronRight, Download, MessageSquareText, X, ZoomIn, ZoomOut } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useLayoutEffect, useRef } from "react";
import { cn } from "@/app/_lib/class-names";
import { fileUrl, sizeText } from "@/app/_lib/files/file-text";
import { FileName } from "@/app/_shared/files/file-name";
import { Button, IconButton } from "@/app/_ui/button";
import type { Attachment } from "@/server/contract/_shared/dto";
import { Stage, type StageHandle } from "./stage";
import { STEP } from "./use-zoom";

type LightboxWindowProps = {
  images: readonly Attachment[];
  index: number;
  onIndex: (index: number) => void;
  onClose: () => void;
  /** Goes to the message of an image, by the id of its file. */
  onShow?: (fileId: number) => void;
};

const ICON_PX = 18;
const TOOL =
  "border-transparent text-on-media-muted hover:not-disabled:bg-media-hover hover:not-disabled:text-on-media";

/**
 * Images in the whole window: arrows go through them, + − and 0 zoom, Escape closes. Loaded on demand, hence the
 * default export.
 */
export default function LightboxWindow({ images, index, onIndex, onClose, onShow }: LightboxWindowProps) {
  const t = useTranslations("files.lightbox");
  const locale = useLocale();
  const stage = useRef<StageHandle>(null);
  const popup = useRef<HTMLDivElement>(null);
  const image = images[index];
  usePreload([images[index + 1], images[index - 1]]);
  const go = (step: 1 | -1) => {
    if (images[index + step]) onIndex(index + step);
  };
  useKeys((event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowRight") go(1);
    else if (event.key === "ArrowLeft") go(-1);
    else if (event.key === "+" || event.key === "=") stage.current?.zoomBy(STEP);
    else if (event.key === "-") stage.current?.zoomBy(1 / STEP);
    else if (event.key === "0") stage.current?.reset();
    else return;
    event.preventDefault();
  });
  if (!image) return null;
  return (
    <Base.Root open onOpenChange={(isOpen) => isOpen || onClose()}>
      <Base.Portal>
        <Base.Popup
          ref={popup}
          initialFocus={popup}
          data-popup="window"
          className="fixed inset-0 z-50 flex flex-col bg-media text-on-media outline-none"
        >
          <div className="flex h-bar shrink-0 items-center gap-1 px-2 md:px-4">
            <div className="mr-auto min-w-0 px-1">
              <Base.Title className="text-base">
                <FileName name={image.name} />
              </Base.Title>
              <p className="text-on-media-muted text-xs tabular-nums" aria-live="polite">
                {images.length > 1 ? `${t("position", { index: index + 1, count: images.length })} · ` : null}
                {sizeText(image.bytes, locale)}
              </p>
            </div>
            {onShow ? (
              <IconButton label={t("show")} onClick={() => onShow(image.id)} className={TOOL}>
                <MessageSquareText size={ICON_PX} aria-hidden />
              </IconButton>
            ) : null}
            <IconButton
              label={t("zoomOut")}
              shortcut="−"
              onClick={() => stage.current?.zoomBy(1 / STEP)}
              className={TOOL}
            >
              <ZoomOut size={ICON_PX} aria-hidden />
            </IconButton>
            <IconButton
              label={t("zoomIn")}
              shortcut="+"
              onClick={() => stage.current?.zoomBy(STEP)}
              className={TOOL}
            >
              <ZoomIn size={ICON_PX} aria-hidden />
            </IconButton>
            <IconButton
              label={t("download")}
              onClick={() => location.assign(fileUrl(image, "download"))}
              className={TOOL}
            >
              <Download size={ICON_PX} aria-hidden />
            </IconButton>
            <IconButton label={t("close")} shortcut="Esc" onClick={onClose} className={TOOL}>
              <X size={ICON_PX} aria-hidden />
            </IconButton>
          </div>
          <div className="relative min-h-0 flex-1">
            <Stage key={image.id} handle={stage} image={image} onSwipe={go} onClose={onClose} />
            <Arrow side="left" label={t("previous")} isShown={index > 0} onClick={() => go(-1)} />
            <Arrow side="right" label={t("next")} isShown={index < images.length - 1} onClick={() => go(1)} />
          </div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** Keys of the whole page: the lightbox has the focus a frame after it is shown, and later on a busy computer. */
function useKeys(onKey: (event: KeyboardEvent) => void): void {
  const press = useEffectEvent(onKey);
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent) => press(event);
    document.addEventListener("keydown", listen, true); // no dialog passes arrows on
    return () => document.removeEventListener("keydown", listen, true);
  }, []);
}

type ArrowProps = { side: "left" | "right"; label: string; isShown: boolean; onClick: () => void };

function Arrow({ side, label, isShown, onClick }: ArrowProps) {
  if (!isShown) return null;
  const Icon = side === "left" ? ChevronLeft : ChevronRight;
  return (
    <Button
      size="icon"
      aria-label={label}
      onClick={onClick}
      className={cn(
        TOOL,
        "absolute top-1/2 size-10 -translate-y-1/2 rounded-full bg-media/70 pointer-coarse:size-10",
        side === "left" ? "left-2 md:left-4" : "right-2 md:right-4",
      )}
    >
      <Icon size={20} aria-hidden />
    </Button>
  );
}

/** Larger neighbours are loaded only when they are shown, in bytes. */
const PRELOADED_MAX = 8 * 1024 * 1024;

/** Loads the neighbours of the shown image into the browser's cache. */
function usePreload(images: readonly (Attachment | undefined)[]): void {
  const urls = images.flatMap((image) => (image && image.bytes <= PRELOADED_MAX ? fileUrl(image) : []));
  const all = urls.join(" ");
  useEffect(() => {
    for (const url of all.split(" ").filter(Boolean)) new Image().src = url;
  }, [all]);
}
