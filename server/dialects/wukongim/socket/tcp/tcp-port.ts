import { shared } from "@/server/lib/shared";

const slot = () => shared("wukongim-tcp-port", (): { port: number | null } => ({ port: null }));

/** Where the installation accepts the binary protocol over TCP; null: nowhere. */
export function provideTcpPort(port: number | null): void {
  slot().port = port;
}

/** The provided port. */
export const tcpPort = (): number | null => slot().port;
