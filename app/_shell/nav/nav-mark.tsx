/** A dot beside an entry of the navigation, and what it means. The hidden text stays within the scrolled list. */
export const NavMark = ({ text }: { text: string }) => (
  <span title={text} data-mark className="relative size-2 shrink-0 rounded-full bg-bad">
    <span className="sr-only">{text}</span>
  </span>
);
