import { reportDirectly } from "@/server/dialects/chatwoot/report-directly";
import { setTopicsDirectly } from "@/server/trpc/set-topics-directly";
import type { DirectRoute } from "./direct";
import { receiptsDirectly } from "./v1/receipts";

export const DIRECT_ROUTES: readonly DirectRoute[] = [reportDirectly, receiptsDirectly, setTopicsDirectly];
