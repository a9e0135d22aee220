"use client";

import type { ComponentProps, MouseEvent } from "react";
import { goTo } from "@/app/_shared/view/navigate";
import { hrefOf, type View } from "@/app/_shared/view/view";

/** A link to a view: a real URL, but a plain click only changes the URL. */
export function ViewLink({ view, onClick, ...rest }: Omit<ComponentProps<"a">, "href"> & { view: View }) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const isPlain =
      event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!isPlain || event.defaultPrevented || location.pathname !== "/inbox") return;
    event.preventDefault();
    goTo(view);
  };
  return <a href={hrefOf(view)} onClick={follow} {...rest} />;
}
