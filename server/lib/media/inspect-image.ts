import type { Readable } from "node:stream";
import pLimit from "p-limit";
import type { Sharp, SharpOptions } from "sharp";
import { readAtMost } from "./read-at-most";

/** What is known of an image, and a small copy of it. */
export type InspectedImage = {
  /** As it is shown, after the turn that its metadata asks for. */
  width: number;
  height: number;
  /** WebP without metadata, of at most `PREVIEW_SIDE` in both directions; the first frame of an animation. */
  preview: Buffer;
};

const PREVIEW_SIDE = 640;
const PREVIEW_QUALITY = 80;
/** Of a preview's size, little is gained by more. */
const PREVIEW_EFFORT = 2;

/** Decoders need a file as a whole. */
const IMAGE_BYTES_MAX = 64 * 1024 * 1024;
/** Measured: 5 bytes of memory per pixel at most (GIF), so 320 MB. Cameras of phones make 50 million. */
const PIXELS_MAX = 64_000_000;
/** AVIF is decoded as a whole, and takes 18 bytes per pixel. */
const AVIF_PIXELS_MAX = 16_000_000;
/** Above this, one at a time. */
const LARGE_PIXELS = 16_000_000;
const LARGE_AVIF_PIXELS = 4_000_000;
const DECODE_SECONDS = 20;

/** The decoders of libvips that may see the bytes of a stranger. All others stay blocked, those of SVG first of all. */
const LOADERS = ["Jpeg", "Png", "Webp", "Nsgif", "Heif"].map((format) => `VipsForeignLoad${format}`);

const largeOnes = pLimit(1);

/**
 * Decodes an image in bounded memory: about 400 MB while a large one is decoded, however many are. Null: it is damaged,
 * too large to be decoded, or of another kind. Throws what the stream throws.
 */
export async function inspectImage(
  bytes: Readable,
  { isAvif }: { isAvif: boolean },
): Promise<InspectedImage | null> {
  const content = await readAtMost(bytes, IMAGE_BYTES_MAX);
  if (content === null || content.length === 0) return null;
  const open = await openSharp();
  const pixelsMax = isAvif ? AVIF_PIXELS_MAX : PIXELS_MAX;
  const image = open(content, { failOn: "error", limitInputPixels: pixelsMax, sequentialRead: true });
  try {
    const { autoOrient } = await image.metadata();
    const { width, height } = autoOrient;
    if (width * height > pixelsMax) return null;
    const isLarge = width * height > (isAvif ? LARGE_AVIF_PIXELS : LARGE_PIXELS);
    const preview = await (isLarge ? largeOnes(() => previewOf(image)) : previewOf(image));
    return { width, height, preview };
  } catch {
    return null; // sharp has no other errors than those of the image
  }
}

const previewOf = (image: Sharp): Promise<Buffer> =>
  image
    .timeout({ seconds: DECODE_SECONDS })
    .autoOrient()
    .resize(PREVIEW_SIDE, PREVIEW_SIDE, { fit: "inside", withoutEnlargement: true })
    .webp({ quality: PREVIEW_QUALITY, effort: PREVIEW_EFFORT })
    .toBuffer();

type OpenImage = (content: Buffer, options: SharpOptions) => Sharp;
let loaded: Promise<OpenImage> | undefined;

/** Loads libvips at the first image: 20 MB that a process without files does not need. */
function openSharp(): Promise<OpenImage> {
  loaded ??= import("sharp").then(({ default: sharp }) => {
    sharp.concurrency(1); // threads of one image; the worker decodes two
    sharp.cache(false);
    sharp.block({ operation: ["VipsForeignLoad"] });
    sharp.unblock({ operation: LOADERS });
    return sharp;
  });
  return loaded;
}
