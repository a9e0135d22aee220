import { useCallback, useState } from "react";
import { PRESSED_IN_FRAME } from "@/app/_inbox/thread/use-scroll";

/** Heights in px by message: a virtual row has no state once it has left the window. */
const measured = new Map<number, number>();

/**
 * The height in px of the document in a message's frame, null until it is measured, and the frame's ref. It is measured again
 * when pictures arrive, when a quotation unfolds, and when the frame gets wider.
 */
export function useFrameHeight(messageId: number) {
  const [height, setHeight] = useState(() => measured.get(messageId) ?? null);
  const frameRef = useCallback(
    (frame: HTMLIFrameElement) => {
      const observer = new ResizeObserver(() => {
        const contents = heightOf(frame);
        if (contents === null) return;
        measured.set(messageId, contents);
        setHeight(contents);
      });
      const onLoad = () => {
        observer.disconnect();
        const root = frame.contentDocument?.documentElement;
        if (root) observer.observe(root);
        frame.contentDocument?.addEventListener("keydown", (event) => passOn(event, frame));
        frame.contentDocument?.addEventListener("click", () =>
          frame.dispatchEvent(new Event(PRESSED_IN_FRAME, { bubbles: true })),
        );
      };
      frame.addEventListener("load", onLoad);
      return () => {
        frame.removeEventListener("load", onLoad);
        observer.disconnect();
      };
    },
    [messageId],
  );
  return { height, frameRef };
}

/** How small a mail is shown at least. What is wider then scrolls. */
const ZOOM_MIN = 0.5;

/** Shows a mail that is wider than its frame smaller, as mail programs do: newsletters have fixed widths. */
function shrink({ documentElement: root, body }: Document): void {
  body.style.zoom = "";
  const zoom = Math.max(ZOOM_MIN, root.clientWidth / root.scrollWidth);
  if (zoom < 1) body.style.zoom = String(zoom);
}

/** With the bar by which a wide table is scrolled. Null: the frame has another document, or none. */
function heightOf({ contentDocument, contentWindow }: HTMLIFrameElement): number | null {
  if (!contentDocument?.body || !contentWindow) return null;
  shrink(contentDocument);
  const root = contentDocument.documentElement;
  const bar = contentWindow.innerHeight - root.clientHeight;
  return Math.ceil(root.getBoundingClientRect().height) + bar;
}

/** Keys that are pressed while the focus is in a mail act as they do on the page. */
function passOn(event: KeyboardEvent, frame: HTMLIFrameElement): void {
  if (!frame.dispatchEvent(new KeyboardEvent(event.type, event))) event.preventDefault();
}
