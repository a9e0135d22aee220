import { type ReactNode, useId } from "react";

/** A part of the report: a heading, at most one action, and what it is about. */
export function Section({
  title,
  action,
  children,
}: {
  title: string;
  action?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <div className="mb-2 flex min-h-7.5 flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <h2 id={id} className="font-semibold text-md">
          {title}
        </h2>
        {action}
      </div>
      {children}
    </section>
  );
}

/** A number with its name above and what it means below. */
export function Fact({
  name,
  value,
  note,
  tone,
}: {
  name: string;
  value: ReactNode;
  note?: ReactNode;
  tone?: "bad" | "warn" | undefined;
}) {
  const colour = tone === "bad" ? "text-bad" : tone === "warn" ? "text-warn" : "";
  return (
    <div className="min-w-0">
      <dt className="text-muted text-sm">{name}</dt>
      <dd className={`font-medium text-md tabular-nums ${colour}`}>
        {value}
        {note ? <span className="block font-normal text-muted text-sm">{note}</span> : null}
      </dd>
    </div>
  );
}
