"use client";

import { type ReactNode, useState } from "react";

type PictureProps = {
  /** Its address; null: none. */
  src: string | null;
  className: string;
  /** Shown without a picture, and if it cannot be loaded. */
  fallback: ReactNode;
};

/** A picture that says nothing that a text beside it does not say. `className` gives it its size before it is loaded. */
export function Picture({ src, className, fallback }: PictureProps) {
  const [failed, setFailed] = useState<string | null>(null);
  if (src === null || src === failed) return fallback;
  const fail = () => setFailed(src);
  return (
    // biome-ignore lint/performance/noImgElement: the server has made it small
    <img
      key={src}
      src={src}
      alt=""
      aria-hidden
      draggable={false}
      decoding="async"
      onError={fail}
      // In a page from the server it may have failed before the scripts ran.
      ref={(img) => {
        if (img?.complete && img.naturalWidth === 0) fail();
      }}
      className={className}
    />
  );
}
