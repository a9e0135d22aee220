import { reportDirectly } from "@/server/dialects/chatwoot/report-directly";
import { receiptsDirectly } from "@/server/http/v1/conversations/receipts";
import { setTopicsDirectly } from "@/server/trpc/live/set-topics-directly";
import type { DirectRoute } from "./direct";

export const DIRECT_ROUTES: readonly DirectRoute[] = [reportDirectly, receiptsDirectly, setTopicsDirectly];
