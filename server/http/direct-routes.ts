import type { Services } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import { ROUTES } from "@/server/http/v1/routes";
import type { DirectRoute } from "@/server/lib/web/direct-route";
import { trpcDirectRoutes } from "@/server/trpc/direct-routes";
import { DIALECTS } from "./dialects";

/** The routes that the route tables mark as direct. */
export const DIRECT_ROUTES: readonly DirectRoute<Services, Caller>[] = [
  ...DIALECTS.flatMap(({ directRoutes }) => directRoutes),
  ...ROUTES.flatMap(({ direct }) => direct ?? []),
  ...trpcDirectRoutes,
];
