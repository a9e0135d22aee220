const FAULTS = [
  { kind: "refused", pattern: /ECONNREFUSED\s+(\S+)/ },
  { kind: "unknown", pattern: /(?:ENOTFOUND|EAI_AGAIN)\s+(\S+)/ },
  { kind: "silent", pattern: /(?:ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)\s+(\S+)/ },
] as const;

/** What keeps Tickline from reaching a server, and the server's address. */
export type ChannelFault = { kind: (typeof FAULTS)[number]["kind"]; address: string };

/** The fault behind an error of the network; null for any other error, whose text is clear by itself. */
export function channelFault(error: string): ChannelFault | null {
  for (const { kind, pattern } of FAULTS) {
    const address = pattern.exec(error)?.[1];
    if (address !== undefined) return { kind, address };
  }
  return null;
}
