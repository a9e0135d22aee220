import { Skeleton } from "@/app/_ui/display/skeleton";

/** Of as many rows as fit the list, so that it opens in its full height. */
const ROWS = [0, 1, 2, 3, 4, 5];

/** Fills the list of notifications while it is loading. */
export const NotificationSkeleton = () => (
  <div className="flex h-96 flex-col gap-4 overflow-hidden py-2">
    {ROWS.map((row) => (
      <span key={row} className="flex flex-col gap-2">
        <Skeleton className="h-3.5 w-3/4" />
        <Skeleton className="h-3 w-1/2" />
      </span>
    ))}
  </div>
);
