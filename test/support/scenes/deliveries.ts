import type { Db } from "@/server/store/_postgres/db";
import { listDeliveryRows } from "@/server/store/webhooks/delivery-log";

const ANY = { state: null, type: null, from: null, to: null, before: null };

/** An endpoint's deliveries, newest first. */
export const deliveriesOf = async (db: Db, accountId: number, endpointId: number) =>
  (await listDeliveryRows(db, accountId, { ...ANY, endpointId, limit: 100 })).rows;
