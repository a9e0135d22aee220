/** The part of a click that says where it leads. */
export type Click = Pick<MouseEvent, "button" | "metaKey" | "ctrlKey" | "shiftKey" | "altKey">;
export type ClickedLink = Pick<HTMLAnchorElement, "href" | "target"> & { isDownload: boolean };

/**
 * The path of the product's page to which a click on a link leads; null if this page stays open, in which case nothing is lost, or
 * if another site is opened, about which the browser asks.
 */
export function pathOf(click: Click, link: ClickedLink | null, origin: string): string | null {
  if (link === null || link.isDownload || (link.target !== "" && link.target !== "_self")) return null;
  if (click.button !== 0 || click.metaKey || click.ctrlKey || click.shiftKey || click.altKey) return null;
  const url = new URL(link.href, origin);
  return url.origin === origin ? `${url.pathname}${url.search}${url.hash}` : null;
}

/** Whether a path is `page`, or lies below it: there, what is not saved is kept. */
export function isWithin(page: string, path: string): boolean {
  const [pathname = ""] = path.split(/[?#]/);
  return pathname === page || pathname.startsWith(`${page}/`);
}
