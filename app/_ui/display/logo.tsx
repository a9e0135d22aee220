/** Our mark and name. */
export function Logo() {
  return (
    <span className="flex items-center gap-2 font-semibold tracking-tight">
      <svg
        viewBox="0 0 20 14"
        aria-hidden
        className="h-3.5 w-5 fill-none stroke-[2.2] stroke-accent"
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        <path d="m1.5 7.5 4 4L13 3.5" />
        <path d="m9.5 11 .5.5L18.5 3" />
      </svg>
      Tickline
    </span>
  );
}
