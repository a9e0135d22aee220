"use client";

import { useSyncExternalStore } from "react";
import { chooseDensity, type Density } from "./density";

/** The root element has it from the first paint on, so that nothing moves. */
const read = (): Density => chooseDensity(document.documentElement.dataset["density"]);

function listen(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-density"] });
  return () => observer.disconnect();
}

/** The current row height in this browser. */
export const useDensity = (): Density => useSyncExternalStore(listen, read, () => chooseDensity(undefined));
