import type { ReactNode } from "react";

/** A titled part of a page. */
export function Part({
  title,
  action,
  children,
}: {
  title: string;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section>
      <div className="mb-1.5 flex min-h-7 items-center justify-between gap-2">
        <h3 className="font-medium text-faint text-xs tracking-normal">{title}</h3>
        {action}
      </div>
      {children}
    </section>
  );
}
