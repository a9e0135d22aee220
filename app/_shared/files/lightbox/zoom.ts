import type { Size } from "@/app/_shared/files/image-source";

/** How an image lies on its stage: enlarged from its fitting size, and moved from the centre, in CSS pixels. */
export type Zoom = { scale: number; x: number; y: number };
export type Point = { x: number; y: number };

export const FITTING: Zoom = { scale: 1, x: 0, y: 0 };
export const SCALE_MAX = 8;
/** One step of the keys and buttons. */
export const STEP = 1.5;

/** The size at which an image fits its stage; small images are not enlarged. */
export function fittingSize(image: Size, stage: Size): Size {
  const scale = Math.min(1, stage.width / image.width, stage.height / image.height);
  return { width: Math.max(1, image.width * scale), height: Math.max(1, image.height * scale) };
}

/** Enlarges by a factor; the point of the image at `at`, measured from the stage's centre, stays where it is. */
export function zoomAt(zoom: Zoom, factor: number, at: Point): Zoom {
  const scale = Math.min(SCALE_MAX, Math.max(1, zoom.scale * factor));
  const change = scale / zoom.scale;
  return { scale, x: at.x - (at.x - zoom.x) * change, y: at.y - (at.y - zoom.y) * change };
}

export const pan = (zoom: Zoom, by: Point): Zoom => ({ ...zoom, x: zoom.x + by.x, y: zoom.y + by.y });

/** Moves the image back so that no more empty space is shown than needed. */
export function bounded({ scale, x, y }: Zoom, fitting: Size, stage: Size): Zoom {
  const limit = (length: number, room: number) => Math.max(0, (length * scale - room) / 2);
  const within = (value: number, most: number) => Math.min(most, Math.max(-most, value)) + 0; // never -0
  return {
    scale,
    x: within(x, limit(fitting.width, stage.width)),
    y: within(y, limit(fitting.height, stage.height)),
  };
}
