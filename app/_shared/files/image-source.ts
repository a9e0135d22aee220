import { fileUrl } from "@/app/_lib/files/file-text";
import { localImages } from "@/app/_lib/files/page-uploads";
import type { Attachment } from "@/server/contract/_shared/dto";

/** Up to this size an image without a preview is loaded with the thread, in bytes. */
const LOADED_MAX = 1024 * 1024;

/** The URLs of a small picture of an image, in the order to try. None: it is loaded only when it is opened. */
export function thumbnailUrls(image: Attachment): string[] {
  const local = localImages.find(image.id)?.url;
  const stored = image.hasPreview
    ? fileUrl(image, "preview")
    : image.bytes <= LOADED_MAX
      ? fileUrl(image)
      : undefined;
  return [local, stored].filter((url) => url !== undefined);
}

export type Size = { width: number; height: number };

/** The size of an image; null until it is known. */
export function imageSize({ id, width, height }: Pick<Attachment, "id" | "width" | "height">): Size | null {
  if (width !== null && height !== null) return { width, height };
  const local = localImages.find(id);
  return local && local.width !== null && local.height !== null
    ? { width: local.width, height: local.height }
    : null;
}

/** The longest and the shortest side of a single image in a message, in CSS pixels. */
const SIDE = { max: 320, min: 96 };
const UNKNOWN: Size = { width: 240, height: 180 };

/** The box of a single image: it is known before the image is loaded, so that nothing moves. Small images are not enlarged. */
export function imageBox(size: Size | null): Size {
  if (!size) return UNKNOWN;
  const scale = Math.min(1, SIDE.max / size.width, SIDE.max / size.height);
  const side = (length: number) => Math.max(SIDE.min, Math.round(length * scale));
  return { width: side(size.width), height: side(size.height) };
}
