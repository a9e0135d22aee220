/** A dot beside an entry of the navigation, and what it means. */
export const NavMark = ({ text }: { text: string }) => (
  <span title={text} className="size-2 shrink-0 rounded-full bg-bad">
    <span className="sr-only">{text}</span>
  </span>
);
