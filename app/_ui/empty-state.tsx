import type { ReactNode } from "react";

type EmptyStateProps = { icon: ReactNode; title: string; children?: ReactNode; action?: ReactNode };

/** Shown instead of content: why there is none, and at most one action. */
export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="m-auto flex max-w-popup flex-col items-center gap-1.5 px-6 py-12 text-center">
      <span aria-hidden className="mb-2 grid size-11 place-items-center rounded-full bg-hover text-muted">
        {icon}
      </span>
      <p className="font-semibold">{title}</p>
      {children ? <p className="text-balance text-muted">{children}</p> : null}
      {action ? <div className="mt-3">{action}</div> : null}
    </div>
  );
}
