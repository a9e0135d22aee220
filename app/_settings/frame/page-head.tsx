import type { ReactNode } from "react";

/** The title of a settings page, its description, and at most one action. */
export function PageHead({
  title,
  children,
  action,
}: {
  title: string;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="mb-6 flex flex-wrap items-start gap-x-4 gap-y-3">
      <div className="min-w-0 flex-1 basis-popup">
        <h1 className="text-lg" dir="auto">
          {title}
        </h1>
        <p className="mt-0.5 max-w-prose text-pretty text-muted">{children}</p>
      </div>
      {action}
    </div>
  );
}
