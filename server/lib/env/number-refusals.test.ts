import { expect, test } from "vitest";
import { readEnv } from "./env";

test.each([
  ["STREAMS_PER_TOKEN", "0", "must be a whole number from 1 to 1000000"],
  ["SOCKETS_MAX", "1.5", "must be a whole number from 1 to 1000000"],
  ["SOCKETS_PER_ADDRESS", "many", "must be a whole number from 1 to 1000000"],
  ["DRAIN_SECONDS", "-1", "must be a number of seconds from 0 to 300"],
  ["DRAIN_SECONDS", "301", "must be a number of seconds from 0 to 300"],
  ["PORT", "70000", "must be a port number, at most 65535"],
  ["WUKONGIM_TCP_PORT", "0", "must be a port number from 1 to 65535"],
  ["TRUST_PROXY", "-1", "must be true, false or the number of proxies in front, at most 10"],
  ["TRUST_PROXY", "11", "must be true, false or the number of proxies in front, at most 10"],
  ["FILE_BYTES_MAX", "0", "must be a whole number from 1 to 8589934591 (8 GiB)"],
  ["VISITOR_FILE_BYTES_MAX", "0", "must be a whole number, at least 1"],
  ["MESSAGE_FILES_MAX", "0", "must be a whole number from 1 to 100"],
  ["DISK_RESERVE", "-1", "must be a whole number of bytes from 0 to 1125899906842624 (1 PiB)"],
  ["UPLOAD_BYTES_VISITOR", "2 GB", "must be a whole number of bytes from 0 to 1125899906842624 (1 PiB)"],
  ["PUBLIC_URL", "tickline.example", "must be a http:// or https:// address"],
])("%s=%s is refused with what it may be, and with nothing else", (name, value, reason) => {
  expect(() => readEnv({ [name]: value })).toThrow(
    expect.objectContaining({ message: `invalid configuration: ${name}: ${reason}` }),
  );
});
