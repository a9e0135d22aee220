import type { Caller } from "@/server/contract/_shared/caller";
import type { NoticesDto } from "@/server/contract/member/notices";
import { isOutboundOff } from "@/server/lib/outbound/outbound-pause";
import { readMaintenance } from "@/server/lib/process/maintenance";

/** What operators have begun and not ended, as this process knows it: at most some seconds late. */
export const readNotices = ({ role }: Pick<Caller, "role">): NoticesDto => ({
  maintenance: readMaintenance(),
  isOutboundOff: role === "administrator" && isOutboundOff(),
});
