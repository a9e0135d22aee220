import { afterEach, expect, test } from "vitest";
import { provideOutboundPause } from "@/server/lib/outbound/outbound-pause";
import { provideMaintenance } from "@/server/lib/process/maintenance";
import { readNotices } from "./profile";

afterEach(() => {
  provideOutboundPause(() => false);
  provideMaintenance(() => null);
});

test("everybody is told of maintenance, and administrators that nothing leaves the installation", () => {
  expect(readNotices({ role: "administrator" })).toEqual({ maintenance: null, isOutboundOff: false });
  provideOutboundPause(() => true);
  provideMaintenance(() => ({ text: "Until 04:00 UTC." }));
  const maintenance = { text: "Until 04:00 UTC." };
  expect(readNotices({ role: "administrator" })).toEqual({ maintenance, isOutboundOff: true });
  expect(readNotices({ role: "agent" })).toEqual({ maintenance, isOutboundOff: false });
});
