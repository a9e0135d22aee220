/** A ref for the current one of several links, in a list that scrolls: it is scrolled into view. */
export const showCurrent = (link: HTMLAnchorElement | null): void =>
  link?.scrollIntoView({ block: "nearest", inline: "nearest" });
