"use client";

import { type RefObject, useEffect, useRef, useState } from "react";
import type { WidgetPreview } from "@/server/contract/channel/widget";

/** The size of the page in the frame, in px: the widget fills a narrow one, as on a phone. */
const SIZES = { computer: { width: 720, height: 620 }, phone: { width: 390, height: 760 } };
const HEIGHT_MAX = 620;
export type PreviewDevice = keyof typeof SIZES;

type PreviewFrameProps = { title: string; device: PreviewDevice; preview: WidgetPreview };

/**
 * The widget's own program in a frame without an origin and without a network. It reports that it is ready, and is then sent each change.
 * Rendered in the browser only: a frame that the server has rendered may be ready before anybody listens.
 */
export function PreviewFrame({ title, device, preview }: PreviewFrameProps) {
  const room = useRef<HTMLDivElement>(null);
  const width = useWidth(room);
  const frame = usePosted(preview);
  const size = SIZES[device];
  const scale = Math.min(1, width / size.width, HEIGHT_MAX / size.height);
  return (
    <div ref={room} className="w-full">
      {width > 0 ? (
        <div
          className="mx-auto overflow-hidden rounded-m border border-line bg-bg"
          style={{ width: size.width * scale, height: size.height * scale }}
        >
          <iframe
            ref={frame}
            title={title}
            src="/widget-preview"
            sandbox="allow-scripts allow-forms"
            className="block origin-top-left border-0"
            style={{ ...size, transform: `scale(${scale})` }}
          />
        </div>
      ) : null}
    </div>
  );
}

/** Posts the preview to the frame with the returned ref, from when the frame reports that it is ready. */
function usePosted(preview: WidgetPreview) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [readiness, setReadiness] = useState(0);
  useEffect(() => {
    const onMessage = ({ source, data }: MessageEvent<unknown>) => {
      if (source !== null && source === frame.current?.contentWindow && data === "ready")
        setReadiness((count) => count + 1);
    };
    addEventListener("message", onMessage);
    return () => removeEventListener("message", onMessage);
  }, []);
  useEffect(() => {
    // A frame without an origin can be addressed by "*" only. The look of a widget is public.
    if (readiness > 0) frame.current?.contentWindow?.postMessage(preview, "*");
  }, [readiness, preview]);
  return frame;
}

/** The element's width in px; 0 until it is known, and while it is hidden. */
function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const { current } = element;
    if (!current) return;
    const measure = () => {
      if (current.clientWidth > 0) setWidth(current.clientWidth);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
