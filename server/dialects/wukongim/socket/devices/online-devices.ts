import { shared } from "@/server/lib/shared";
import type { OnlineDevice } from "./device-book";

type Find = (accountId: number) => OnlineDevice[];

const slot = () => shared("wukongim-online-devices", (): { find: Find | null } => ({ find: null }));

/** The process serves sockets: `find` names the devices that are connected in any process. */
export function provideOnlineDevices(find: Find): void {
  slot().find = find;
}

/** The devices of an account that are connected in any process; none where this process serves no sockets. */
export const onlineDevices: Find = (accountId) => slot().find?.(accountId) ?? [];
