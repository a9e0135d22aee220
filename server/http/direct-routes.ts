import type { Services } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import { chatwootDirectRoutes } from "@/server/dialects/chatwoot/routes";
import { wukongimDirectRoutes } from "@/server/dialects/wukongim/routes";
import { ROUTES } from "@/server/http/v1/routes";
import type { DirectRoute } from "@/server/lib/web/direct-route";
import { trpcDirectRoutes } from "@/server/trpc/direct-routes";

/** The routes that the route tables mark as direct. */
export const DIRECT_ROUTES: readonly DirectRoute<Services, Caller>[] = [
  ...chatwootDirectRoutes,
  ...wukongimDirectRoutes,
  ...ROUTES.flatMap(({ direct }) => direct ?? []),
  ...trpcDirectRoutes,
];
