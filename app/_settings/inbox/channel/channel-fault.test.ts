import { expect, test } from "vitest";
import { channelFault } from "./channel-fault";

test.each([
  ["connect ECONNREFUSED 127.0.0.1:1993", { kind: "refused", address: "127.0.0.1:1993" }],
  ["getaddrinfo ENOTFOUND imap.shop.example", { kind: "unknown", address: "imap.shop.example" }],
  ["connect ETIMEDOUT 192.0.2.1:993", { kind: "silent", address: "192.0.2.1:993" }],
  ["Invalid credentials (Failure)", null],
])("%s is shown as %j", (error, fault) => {
  expect(channelFault(error)).toEqual(fault);
});
