/** A count in a filled circle; `label` names what is counted. */
export function Badge({ count, label }: { count: number; label: string }) {
  return (
    <span className="grid h-4.5 min-w-4.5 place-items-center rounded-full bg-accent px-1.5 font-semibold text-2xs text-on-accent tabular-nums">
      <span aria-hidden>{count > 99 ? "99+" : count}</span>
      <span className="sr-only">{label}</span>
    </span>
  );
}
