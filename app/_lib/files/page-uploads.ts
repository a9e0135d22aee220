import { uploadFile } from "./upload-file";
import type { LocalImage } from "./upload-state";
import { createUploads, type LocalImages } from "./uploads";

/** Object URLs keep their files in the browser's memory: the oldest beyond this are released. */
const KEPT_MAX = 60;

/** Images that this page has uploaded are shown from the browser, not downloaded again. */
function createLocalImages(): LocalImages {
  const kept = new Map<number, LocalImage>();
  return {
    make(file) {
      const image: LocalImage = { url: URL.createObjectURL(file), width: null, height: null };
      measure(image);
      return image;
    },
    keep(fileId, image) {
      kept.set(fileId, image);
      const [oldest] = kept;
      if (kept.size <= KEPT_MAX || !oldest) return;
      kept.delete(oldest[0]);
      URL.revokeObjectURL(oldest[1].url);
    },
    find: (fileId) => kept.get(fileId) ?? null,
    revoke(image) {
      for (const [fileId, one] of kept) if (one === image) kept.delete(fileId);
      URL.revokeObjectURL(image.url);
    },
  };
}

/** Notes the size in place; an image that the browser cannot decode has none. */
function measure(image: LocalImage): void {
  const element = new Image();
  element.onload = () => {
    image.width = element.naturalWidth || null;
    image.height = element.naturalHeight || null;
  };
  element.src = image.url;
}

/** The images that this page has uploaded. */
export const localImages = createLocalImages();

/** The files of the messages that are being written on this page. A reload loses those that are not uploaded yet. */
export const pageUploads = createUploads(uploadFile, localImages);
