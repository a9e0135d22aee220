import { cn } from "@/app/_lib/class-names";

export type TickStatus = "pending" | "sent" | "delivered" | "read" | "failed";

const TONE: Record<TickStatus, string> = {
  pending: "text-faint",
  sent: "text-faint",
  delivered: "text-faint",
  read: "text-accent",
  failed: "text-bad",
};

/** A message's tick: its shape shows the status without colour; `label` names it for screen readers. */
export function Tick({
  status,
  label,
  className,
}: {
  status: TickStatus;
  label: string;
  className?: string;
}) {
  return (
    <span
      className={cn("inline-flex shrink-0 items-center align-middle", TONE[status], className)}
      data-tick={status}
    >
      <svg
        viewBox="0 0 18 12"
        aria-hidden
        className="h-3 w-4.5 fill-none stroke-[1.7] stroke-current"
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        {SHAPE[status]}
      </svg>
      <span className="sr-only">{label}</span>
    </span>
  );
}

const two = (
  <>
    <path d="m1.5 6.5 3.2 3.2L11 3" />
    <path d="m8.5 9.2.7.5L16 3" />
  </>
);

const SHAPE: Record<TickStatus, React.ReactNode> = {
  pending: (
    <>
      <circle cx="9" cy="6" r="4.6" />
      <path d="M9 3.6V6l1.6 1" />
    </>
  ),
  sent: <path d="m4 6.5 3.2 3.2L13.5 3" />,
  delivered: two,
  // Read is a filled delivered: it differs without its colour too.
  read: (
    <>
      <rect x="0.2" y="0.2" width="17.6" height="11.6" rx="5.8" className="fill-current stroke-none" />
      <g strokeWidth="1.5" className="stroke-on-accent">
        <path d="m3.6 6.3 2.2 2.2L10 4" />
        <path d="m8.6 8.2.4.3L13.6 4" />
      </g>
    </>
  ),
  failed: (
    <>
      <circle cx="9" cy="6" r="4.8" />
      <path d="M9 3.4v3M9 8.6v.01" />
    </>
  ),
};
