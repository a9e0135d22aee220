"use client";

import { type PointerEvent, type RefObject, useEffect, useEffectEvent, useRef, useState } from "react";
import type { Size } from "@/app/_shared/files/image-source";

/** The factor of one pixel of the wheel; a pinch on a touchpad comes as a wheel with Ctrl. */
const WHEEL = 0.002;
const PINCH = 0.01;
const DOUBLE_CLICK_SCALE = 2.5;
/** A finger that moves this far over an image that is not enlarged goes to the next one, in CSS pixels. */
const SWIPE_PX = 60;

type ZoomOptions = {
  stage: RefObject<HTMLElement | null>;
  /** The image's; null until it is known. */
  size: Size | null;
  /** 1: to the next image, -1: to the previous one. */
  onSwipe: (step: 1 | -1) => void;
};

/** Enlarges and moves an image by wheel, pinch, drag and double click. Remounted for each image. */
export function useZoom({ stage, size, onSwipe }: ZoomOptions) {
  const [zoom, setZoom] = useState(FITTING);
  const pointers = useRef(new Map<number, Point>());
  const swiped = useRef(0);
  const room = useStage(stage, (event) => {
    const factor = Math.exp(-event.deltaY * (event.ctrlKey ? PINCH : WHEEL));
    change((known) => zoomAt(known, factor, fromCentre(event)));
  });
  const fitting = size && room ? fittingSize(size, room) : null;

  const change = (next: (known: typeof zoom) => typeof zoom) => {
    if (fitting && room) setZoom((known) => bounded(next(known), fitting, room));
  };
  /** A point of the window, from the stage's centre. */
  const fromCentre = ({ clientX, clientY }: { clientX: number; clientY: number }): Point => {
    const box = stage.current?.getBoundingClientRect();
    return box
      ? { x: clientX - box.left - box.width / 2, y: clientY - box.top - box.height / 2 }
      : { x: 0, y: 0 };
  };
  const onPointerDown = (event: PointerEvent) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    pointers.current.set(event.pointerId, fromCentre(event));
    swiped.current = 0;
  };
  const onPointerMove = (event: PointerEvent) => {
    const from = pointers.current.get(event.pointerId);
    if (!from) return;
    const to = fromCentre(event);
    pointers.current.set(event.pointerId, to);
    const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1];
    const by = { x: to.x - from.x, y: to.y - from.y };
    if (other) {
      const factor = distance(to, other) / Math.max(1, distance(from, other));
      const middle = { x: (to.x + other.x) / 2, y: (to.y + other.y) / 2 };
      change((known) => pan(zoomAt(known, factor, middle), { x: by.x / 2, y: by.y / 2 }));
    } else if (zoom.scale > 1) change((known) => pan(known, by));
    else if (event.pointerType === "touch") swiped.current += by.x;
  };
  const onPointerEnd = (event: PointerEvent) => {
    pointers.current.delete(event.pointerId);
    if (Math.abs(swiped.current) >= SWIPE_PX && zoom.scale === 1) onSwipe(swiped.current < 0 ? 1 : -1);
    swiped.current = 0;
  };
  return {
    fitting,
    zoom,
    zoomBy: (factor: number) => change((known) => zoomAt(known, factor, { x: 0, y: 0 })),
    reset: () => setZoom(FITTING),
    handlers: {
      onPointerDown,
      onPointerMove,
      onPointerUp: onPointerEnd,
      onPointerCancel: onPointerEnd,
      onDoubleClick: (event: { clientX: number; clientY: number }) =>
        change((known) => (known.scale > 1 ? FITTING : zoomAt(known, DOUBLE_CLICK_SCALE, fromCentre(event)))),
    },
  };
}

/** The stage's size; its wheel does not scroll or zoom the page. */
function useStage(stage: RefObject<HTMLElement | null>, onWheel: (event: WheelEvent) => void): Size | null {
  const [room, setRoom] = useState<Size | null>(null);
  const listen = useEffectEvent(onWheel);
  useEffect(() => {
    const element = stage.current;
    if (!element) return;
    const measure = () => setRoom({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    const turn = (event: WheelEvent) => {
      event.preventDefault();
      listen(event);
    };
    element.addEventListener("wheel", turn, { passive: false });
    return () => {
      observer.disconnect();
      element.removeEventListener("wheel", turn);
    };
  }, [stage]);
  return room;
}

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

/** How an image lies on its stage: enlarged from its fitting size, and moved from the centre, in CSS pixels. */
type Zoom = { scale: number; x: number; y: number };
type Point = { x: number; y: number };

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
