"use client";

import { createContext, lazy, type ReactNode, Suspense, useCallback, useContext, useState } from "react";
import { whenReachable } from "@/app/_lib/when-reachable";
import type { Attachment } from "@/server/contract/_shared/dto";

type OpenLightbox = (images: readonly Attachment[], index: number) => void;

const LightboxContext = createContext<OpenLightbox>(() => undefined);
const LightboxWindow = lazy(whenReachable(() => import("./lightbox-window")));

/** Returns a function that shows images over the page, beginning with one of them. Only below `LightboxProvider`. */
export const useLightbox = (): OpenLightbox => useContext(LightboxContext);

type LightboxProviderProps = {
  /** Goes to the message of an image, by the id of its file; without it the lightbox does not offer that. */
  onShow?: (fileId: number) => void;
  children: ReactNode;
};

/** Shows one lightbox for everything below. It stays open when the message scrolls out of the thread. Loaded on demand. */
export function LightboxProvider({ onShow, children }: LightboxProviderProps) {
  const [shown, setShown] = useState<{ images: readonly Attachment[]; index: number } | null>(null);
  const open = useCallback<OpenLightbox>((images, index) => setShown({ images, index }), []);
  return (
    <LightboxContext value={open}>
      {children}
      {shown ? (
        <Suspense fallback={null}>
          <LightboxWindow
            images={shown.images}
            index={shown.index}
            onIndex={(index) => setShown((known) => known && { ...known, index })}
            onClose={() => setShown(null)}
            {...(onShow && {
              onShow: (fileId: number) => {
                setShown(null);
                onShow(fileId);
              },
            })}
          />
        </Suspense>
      ) : null}
    </LightboxContext>
  );
}
